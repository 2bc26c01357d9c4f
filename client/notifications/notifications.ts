import type { Context } from '../core/context.js';
import { joined } from '../core/handle.js';
import { Rooms } from '../core/rooms.js';
import { Inbox } from './inbox.js';
import { InboxRoom } from './inbox-room.js';

/** Notifications. */
export class NotificationsClient {
  private readonly rooms: Rooms<InboxRoom>;

  constructor(private readonly context: Context) {
    // One's own inbox may be open under one's name as well: the server knows one subscription.
    const shared = (userId: string): boolean => this.rooms.all().some((room) => room.userId() === userId);
    this.rooms = new Rooms((id) => new InboxRoom(id, context, shared));
  }

  /** Opens the user's own inbox at once, online or not. An administrator may name another user. */
  open(userId = ''): Inbox {
    return new Inbox(userId, this.rooms);
  }

  /** Opens an inbox and waits until it is subscribed. Rejects when the server refuses, or after `deadlineMs`. */
  subscribe(userId?: string, deadlineMs = this.context.connection.settings.deadlineMs): Promise<Inbox> {
    return joined(this.open(userId), deadlineMs);
  }
}
