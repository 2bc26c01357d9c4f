import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Deadline } from '../database/deadline.js';
import { LIMITS } from '../database/limits.js';
import { CodedError } from '../errors/coded-error.js';
import { isId } from '../rules/id.js';
import { eventId, streamKey, type NewStreamEvent } from '../streams/stream.js';
import { StreamAppender } from '../streams/stream-appender.js';
import { StreamOutbox } from '../streams/stream-outbox.js';
import { KnownUsers } from './known-users.js';
import type { NotificationData } from './notification.js';
import {
  NotificationEmitter,
  type EmitOptions,
  type EmittedNotification,
  type EmittedToMany,
  type EmitWithinOptions,
  type FailedRecipient,
} from './notification-emitter.js';
import { checkOptionalId, checkRecipients, validContent } from './notification-rules.js';
import type { NotificationContent } from './notifications.protocol.js';

const SYSTEM = 'system';
/** What the log writes with one statement. */
const BATCH = 256;
/** How many notifications may wait for the database before more are refused at once. */
const MAX_WAITING = 20_000;
/** How long after a staging a later emission looks whether it was committed. Transactions that last longer are rare. */
const STAGED_LATELY_MS = 60_000;

/** Sends notifications by appending them to the inboxes in the log, or by staging them in the outbox before it. */
@Injectable()
export class LogNotificationEmitter extends NotificationEmitter {
  /** Settles when all earlier emissions have their places. */
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private stagedAt = -Infinity;

  constructor(
    private readonly log: StreamAppender,
    private readonly outbox: StreamOutbox,
    private readonly known: KnownUsers,
  ) {
    super();
  }

  override emit(
    userIds: readonly string[],
    content: NotificationContent,
    options?: EmitOptions,
  ): Promise<EmittedNotification[]>;
  override emit(userIds: readonly string[], content: NotificationContent, options: EmitWithinOptions): Promise<void>;
  override async emit(
    userIds: readonly string[],
    content: NotificationContent,
    options: EmitOptions | EmitWithinOptions = {},
  ): Promise<unknown> {
    checkRecipients(userIds);
    const eventFor = eventMaker(content, options);
    const { tx } = options;
    if (tx !== undefined) {
      const staged = this.known
        .checkList(userIds, 'userIds', tx)
        .then(() => this.outbox.stage(tx, unique(userIds).map(eventFor)));
      await new Deadline(LIMITS.answer).within(staged);
      this.stagedAt = performance.now();
      return undefined;
    }
    return this.counted(userIds.length, async () => {
      await this.inTurn(Promise.all([this.known.checkList(userIds, 'userIds'), this.settleStaged()]));
      return Promise.all(unique(userIds).map((userId) => this.append(userId, eventFor(userId))));
    });
  }

  override async emitMany(
    userIds: Iterable<string> | AsyncIterable<string>,
    content: NotificationContent,
    options: EmitOptions = {},
  ): Promise<EmittedToMany> {
    const clientId = options.clientId ?? randomUUID();
    const eventFor = eventMaker(content, { ...options, clientId });
    const emitted: EmittedNotification[] = [];
    const failed: FailedRecipient[] = [];
    let away = false;
    for await (const batch of batchesOf(userIds)) {
      if (away) failed.push(...batch.map((userId) => ({ userId, code: 'UNAVAILABLE' as const })));
      else away = await this.emitBatch(batch, eventFor, emitted, failed);
    }
    return { clientId, emitted, failed };
  }

  /** True when the database was away. */
  private async emitBatch(
    batch: readonly string[],
    eventFor: (userId: string) => NewStreamEvent,
    emitted: EmittedNotification[],
    failed: FailedRecipient[],
  ): Promise<boolean> {
    const wellFormed = batch.filter(isId);
    const unknown = this.counted(batch.length, async () => {
      const unknownUsers = this.known.unknownOf(wellFormed);
      await this.inTurn(Promise.all([unknownUsers, this.settleStaged()]));
      return unknownUsers;
    });
    const nobody = await unknown.catch((error: unknown) => codeOf(error));
    if (typeof nobody === 'string') {
      failed.push(...batch.map((userId) => ({ userId, code: nobody })));
      return true;
    }
    const outcomes = await Promise.allSettled(
      batch.map(async (userId) => {
        if (!isId(userId) || nobody.has(userId)) throw new CodedError('VALIDATION_FAILED');
        return this.counted(1, () => this.append(userId, eventFor(userId)));
      }),
    );
    let away = false;
    outcomes.forEach((outcome, index) => {
      if (outcome.status === 'fulfilled') {
        emitted.push(outcome.value);
        return;
      }
      const code = codeOf(outcome.reason);
      away ||= code === 'UNAVAILABLE';
      failed.push({ userId: batch[index] ?? '', code });
    });
    return away;
  }

  private async append(userId: string, notification: NewStreamEvent): Promise<EmittedNotification> {
    const { event } = await this.log.append(notification);
    return { userId, notificationId: eventId(event), seq: event.seq };
  }

  /** What was staged here and is committed by now has its place before whatever is appended next. */
  private async settleStaged(): Promise<void> {
    if (performance.now() - this.stagedAt < STAGED_LATELY_MS) await this.outbox.drain();
  }

  /** Waits for the check and for all earlier turns, so that a slower check does not lose its place. */
  private async inTurn(check: Promise<unknown>): Promise<void> {
    const earlier = this.turn;
    this.turn = Promise.allSettled([earlier, check]);
    await Promise.allSettled([earlier]);
    await check;
  }

  /** Answers in time whatever the database does, and at once when too many wait already. */
  private async counted<T>(notifications: number, work: () => Promise<T>): Promise<T> {
    if (this.waiting + notifications > MAX_WAITING) {
      throw new CodedError('UNAVAILABLE', { cause: new Error('too many notifications wait for the database') });
    }
    this.waiting += notifications;
    const done = work().finally(() => {
      this.waiting -= notifications;
    });
    return new Deadline(LIMITS.answer).within(done);
  }
}

/** @throws CodedError `VALIDATION_FAILED` when the content or an id is beyond its limits. */
function eventMaker(
  content: NotificationContent,
  { clientId, actorId = SYSTEM }: Pick<EmitOptions, 'clientId' | 'actorId'>,
): (userId: string) => NewStreamEvent {
  const data: NotificationData = validContent(content);
  checkOptionalId(clientId, 'clientId');
  checkOptionalId(actorId, 'actorId');
  return (userId) => ({
    stream: streamKey('inbox', userId),
    type: 'notification',
    actorId,
    clientId: clientId ?? undefined,
    data,
  });
}

async function* batchesOf(userIds: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch = new Set<string>();
  for await (const userId of userIds) {
    batch.add(userId);
    if (batch.size < BATCH) continue;
    yield [...batch];
    batch = new Set();
  }
  if (batch.size > 0) yield [...batch];
}

function unique(userIds: readonly string[]): string[] {
  return [...new Set(userIds)];
}

function codeOf(error: unknown): FailedRecipient['code'] {
  if (error instanceof CodedError) return error.code;
  throw error;
}
