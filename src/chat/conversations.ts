import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AccessPolicy } from '../access/access-policy.js';
import { CodedError } from '../errors/coded-error.js';
import { AccessChanges } from '../realtime/cluster/access-changes.js';
import { Reconciler } from '../realtime/cluster/reconciler.js';
import { StreamRooms } from '../realtime/delivery/stream-rooms.js';
import { ChatStore } from './chat.store.js';

const REMOVED = 'removed';

/** Conversations as the platform sees them: which there are, and who is in them. */
@Injectable()
export class Conversations implements OnModuleInit {
  constructor(
    private readonly store: ChatStore,
    private readonly policy: AccessPolicy,
    private readonly changes: AccessChanges,
    private readonly rooms: StreamRooms,
    private readonly reconciler: Reconciler,
  ) {}

  onModuleInit(): void {
    this.reconciler.register(() => this.putOutStrangers());
  }

  /** Makes or changes a conversation. Members who are not in the list are put out at once. */
  async upsert(id: string, title: string, memberIds: readonly string[]): Promise<void> {
    const removed = await this.store.upsert(id, title, memberIds);
    this.changes.announce('conversation', id);
    for (const userId of removed) this.evict(id, userId);
  }

  /** Takes over what somebody else knows of the conversation, when it is not for us to say who is in it. */
  async adopt(id: string): Promise<void> {
    const known = await this.policy.describe('conversation', id);
    if (known === undefined || (await this.store.matches(id, known.name, known.memberIds))) return;
    const removed = await this.store.upsert(id, known.name, known.memberIds);
    const stays = removed.map((userId) => ({ id, userId }));
    for (const { userId } of await this.policy.strangers('conversation', stays)) this.evict(id, userId);
  }

  /** @throws CodedError `FORBIDDEN` when there is no such conversation. */
  async addMember(id: string, userId: string): Promise<void> {
    this.changes.announce('conversation', id);
    if (await this.store.addMember(id, userId)) return;
    await this.adopt(id);
    if (!(await this.store.addMember(id, userId))) throw new CodedError('FORBIDDEN');
  }

  /** Also puts the user's sockets out of the room, on every node. Does nothing for who is no member. */
  async removeMember(id: string, userId: string): Promise<void> {
    await this.store.removeMember(id, userId);
    this.changes.announce('conversation', id);
    this.evict(id, userId);
  }

  private async putOutStrangers(): Promise<void> {
    for (const { id, userId } of await this.policy.strangers('conversation', this.rooms.places('conversation'))) {
      this.rooms.evictHere({ namespace: '/chat', kind: 'conversation', id, userId, reason: REMOVED });
    }
  }

  private evict(id: string, userId: string): void {
    this.rooms.evict('/chat', 'conversation', id, userId, REMOVED);
  }
}
