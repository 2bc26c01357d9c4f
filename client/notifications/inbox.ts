import type {
  AllNotificationsRead,
  ListNotifications,
  NotificationPage,
  NotificationRead,
} from '../../src/notifications/notifications.protocol.js';
import type { Unsubscribe } from '../core/emitter.js';
import type { Rooms } from '../core/rooms.js';
import type { Readable } from '../core/value.js';
import type { InboxEvents, InboxRoom } from './inbox-room.js';
import type { InboxState } from './inbox-view.js';

/** The notifications of a user, open. Its handlers and its `leave` are its own; what it shows is shared. */
export class Inbox {
  private readonly room: InboxRoom;
  private readonly ends: Unsubscribe[] = [];
  private left: Promise<void> | undefined;

  constructor(
    private readonly id: string,
    private readonly rooms: Rooms<InboxRoom>,
  ) {
    this.room = rooms.acquire(id);
  }

  /** Notifications and the unread counter: as they stand, and to watch. */
  get state(): Readable<InboxState> {
    return this.room.content.view;
  }

  /** Resolves once it is subscribed. Rejects when that is refused, or takes longer than `deadlineMs`. */
  ready(deadlineMs?: number): Promise<void> {
    return this.room.room.ready(deadlineMs);
  }

  /** Asks to be let in again, after the room was refused or revoked. Resolves and rejects like {@link ready}. */
  rejoin(deadlineMs?: number): Promise<void> {
    this.room.room.join();
    return this.ready(deadlineMs);
  }

  /** Hears what happens from now on. */
  on<E extends keyof InboxEvents>(event: E, handler: (data: InboxEvents[E]) => void): Unsubscribe {
    const end = this.room.events.on(event, handler);
    this.ends.push(end);
    return end;
  }

  /** Marks one of one's own notifications as read. */
  read(notificationId: string): Promise<NotificationRead> {
    return this.room.read(notificationId);
  }

  /** Marks all of one's own notifications as read. */
  readAll(): Promise<AllNotificationsRead> {
    return this.room.readAll();
  }

  /** A page of one's own notifications, newest first, without putting it into `state`. */
  list(query: ListNotifications = {}): Promise<NotificationPage> {
    return this.room.list(query);
  }

  /** Puts older ones into `state.notifications`. */
  loadOlder(limit?: number): Promise<void> {
    return this.room.loadOlder(limit);
  }

  /** Ends this handle and its handlers. Resolves when the subscription has ended, if no other handle is open. */
  leave(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    return (this.left ??= this.rooms.release(this.id));
  }
}
