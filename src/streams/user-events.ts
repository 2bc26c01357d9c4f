import { Injectable } from '@nestjs/common';

import { Config } from '../config/config.js';
import type { WebhookEvent } from '../config/webhook-events.js';
import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { streamKey } from './stream.js';
import { StreamOutbox } from './stream-outbox.js';

/** What a user did, or what became of them. */
export interface UserEvent {
  readonly userId: string;
  readonly type: keyof typeof TOLD_AS;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The webhook that tells of it. */
const TOLD_AS = {
  online: 'user.online',
  offline: 'user.offline',
  read: 'notification.read',
  readAll: 'notification.readAll',
} as const satisfies Record<string, WebhookEvent>;

/**
 * What no stream of a conversation, project or inbox tells of users: written to the stream `user:<id>`, which nobody joins,
 * for the webhooks alone. Where they do not want it, nothing is written.
 */
@Injectable()
export class UserEvents {
  constructor(
    private readonly outbox: StreamOutbox,
    private readonly config: Config,
  ) {}

  /** Whether a webhook is sent for what happens so. */
  wants(type: UserEvent['type']): boolean {
    return this.config.webhooks?.events.has(TOLD_AS[type]) ?? false;
  }

  /** They commit, or vanish, with the transaction of the change. */
  async record(tx: ForeignTransaction, events: readonly UserEvent[]): Promise<void> {
    const wanted = events.filter(({ type }) => this.wants(type));
    if (wanted.length === 0) return;
    await this.outbox.stage(
      tx,
      wanted.map(({ userId, type, data }) => ({ stream: streamKey('user', userId), type, actorId: userId, data })),
    );
  }
}
