import { Injectable } from '@nestjs/common';

import { PayloadValidator } from '../realtime/commands/payload-validator.js';
import { eventId, streamKey } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import { KnownUsers } from './known-users.js';
import type { NotificationData } from './notification.js';
import { EmitNotificationDto } from './notifications.dto.js';
import type { NotificationContent } from './notifications.protocol.js';

export interface EmitOptions {
  /** Makes a repeat safe: a user who has had it gets nothing, and the first result is returned. Unique for each actor and user. */
  readonly clientId?: string | null | undefined;
  /** In whose name. Default: `system`. */
  readonly actorId?: string | undefined;
}

/** A notification in the inbox of one user. */
export interface EmittedNotification {
  readonly userId: string;
  readonly notificationId: string;
  /** Its place in the user's inbox. */
  readonly seq: number;
}

const SYSTEM = 'system';

/**
 * Sends notifications. Inject it wherever something happens that a user should know of.
 *
 * When `emit` resolves, the notification is in every inbox for good: users who are connected are getting it, the others
 * find it when they subscribe. Emissions reach each inbox in the order of the calls.
 *
 * @example
 * ```ts
 * await this.notifications.emit(['layla'], { type: 'review.done', title: 'المراجعة', body: 'اكتملت المراجعة' });
 * ```
 */
@Injectable()
export class NotificationEmitter {
  /** Settles when all earlier emissions have their places. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: StreamLog,
    private readonly known: KnownUsers,
    private readonly validator: PayloadValidator,
  ) {}

  /**
   * To at most 1000 users; one who is named twice gets it once. One result a user, in the order given.
   *
   * @throws CodedError `VALIDATION_FAILED`, when nobody gets anything: for content beyond its limits, and with the path
   *   `userIds.<i>` for a user who does not exist. `UNAVAILABLE` when some may have got it: repeat with the same `clientId`.
   */
  async emit(
    userIds: readonly string[],
    content: NotificationContent,
    { clientId, actorId = SYSTEM }: EmitOptions = {},
  ): Promise<EmittedNotification[]> {
    const { type, title, body, data } = content;
    const valid = this.validator.validate(EmitNotificationDto, { userIds, type, title, body, data, clientId });
    await this.inTurn(this.known.checkList(valid.userIds, 'userIds'));
    const stored: NotificationData = { type, title, body, data: data ?? {} };
    return Promise.all(
      [...new Set(valid.userIds)].map(async (userId) => {
        const stream = streamKey('inbox', userId);
        const { event } = await this.log.append({
          stream,
          type: 'notification',
          actorId,
          clientId: clientId ?? undefined,
          data: stored,
        });
        return { userId, notificationId: eventId(event), seq: event.seq };
      }),
    );
  }

  /** Waits for the check and for all earlier turns, so that a slower check does not lose its place. */
  private async inTurn(check: Promise<void>): Promise<void> {
    const earlier = this.turn;
    this.turn = Promise.allSettled([earlier, check]);
    await Promise.allSettled([earlier]);
    await check;
  }
}
