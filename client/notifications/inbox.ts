import type {
  AllNotificationsRead,
  ListNotifications,
  NotificationPage,
  NotificationRead,
} from '../../src/notifications/notifications.protocol.js';
import { Handle } from '../core/handle.js';
import type { InboxEvents, InboxRoom } from './inbox-room.js';
import type { InboxState } from './inbox-view.js';

/** The notifications of a user, open. Its handlers and its `leave` are its own; what it shows is shared. */
export class Inbox extends Handle<InboxState, InboxEvents, InboxRoom> {
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
    return this.room.page(query);
  }
}
