import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { UserDirectory } from '../auth/user.js';
import { CodedError } from '../errors/coded-error.js';
import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { PrivateMessage, SendPrivateMessage } from './general.protocol.js';
import { RecentMessages } from './recent-messages.js';

/** A message and who sends it: a user, or `service` for the server API. */
export interface NewPrivateMessage extends SendPrivateMessage {
  readonly senderId: string;
}

/** Messages to one user. */
@Injectable()
export class PrivateMessages {
  constructor(
    private readonly directory: UserDirectory,
    private readonly recent: RecentMessages,
    private readonly broadcaster: Broadcaster,
  ) {}

  /**
   * Sends to every socket that the user has on `/`, on every node, at most once: nothing is stored. A used `clientId`
   * returns the first message and sends nothing.
   * @throws CodedError `FORBIDDEN` when there is no such user.
   */
  async send({ senderId, userId, message, clientId }: NewPrivateMessage): Promise<PrivateMessage> {
    const recipient = await this.directory.find(userId);
    // Not before the look-up: of two repeats that wait for it together, the second must see the first.
    const first = this.repeated(senderId, clientId);
    if (first !== undefined) return first;
    if (recipient === undefined) throw new CodedError('FORBIDDEN');
    const sent = { id: randomUUID(), senderId, userId, message, createdAt: new Date().toISOString() };
    if (typeof clientId === 'string') this.recent.keep(clientId, sent);
    this.broadcaster.toUser('/', userId, 'private:message', sent);
    return sent;
  }

  private repeated(senderId: string, clientId: string | null | undefined): PrivateMessage | undefined {
    return typeof clientId === 'string' ? this.recent.find(senderId, clientId) : undefined;
  }
}
