import type {
  NewNotification,
  Notification,
  NotificationPage,
  NotificationRead,
  SubscribedNotifications,
} from '../../src/notifications/notifications.protocol.js';
import type { RoomState } from '../core/room.js';
import { View } from '../core/view.js';

/** An inbox as a screen shows it. */
export interface InboxState extends RoomState {
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** Of the whole inbox. */
  readonly unread: number;
  /** Whether the server may have older ones: `loadOlder()`. */
  readonly hasMore: boolean;
}

/** How many stay in the list while new ones come. */
const KEEP = 1000;

/** The state of an inbox, from its snapshot and its events. */
export class InboxView {
  readonly view: View<InboxState>;
  private notifications: readonly Notification[] = [];
  private unread = 0;
  private hasMore = false;
  private keep = KEEP;

  constructor(room: () => RoomState) {
    this.view = new View(() => ({
      ...room(),
      notifications: this.notifications,
      unread: this.unread,
      hasMore: this.hasMore,
    }));
  }

  reset({ notifications, unread }: SubscribedNotifications): void {
    this.notifications = notifications;
    this.hasMore = (notifications.at(-1)?.seq ?? 1) > 1;
    this.setUnread(unread);
  }

  /** What was read meanwhile, elsewhere, shows in the latest. */
  caughtUp({ notifications, unread }: SubscribedNotifications): void {
    const latest = new Map(notifications.map((notification) => [notification.id, notification]));
    this.notifications = this.notifications.map((notification) => latest.get(notification.id) ?? notification);
    this.setUnread(unread);
  }

  add({ unread, ...notification }: NewNotification): void {
    this.notifications = [notification, ...this.notifications].slice(0, this.keep);
    if (this.notifications.length === this.keep) this.hasMore = true;
    this.setUnread(unread);
  }

  read({ notificationId, readAt, unread }: NotificationRead): void {
    this.notifications = this.notifications.map((notification) =>
      notification.id === notificationId ? { ...notification, readAt } : notification,
    );
    this.setUnread(unread);
  }

  /** The server does not say when; its list does. */
  readAll(): void {
    const readAt = new Date().toISOString();
    this.notifications = this.notifications.map((notification) =>
      notification.readAt === null ? { ...notification, readAt } : notification,
    );
    this.setUnread(0);
  }

  get oldest(): number | undefined {
    return this.notifications.at(-1)?.seq;
  }

  addOlder({ notifications, hasMore, unread }: NotificationPage): void {
    const { oldest = Infinity } = this;
    this.notifications = [...this.notifications, ...notifications.filter(({ seq }) => seq < oldest)];
    this.keep = Math.max(KEEP, this.notifications.length);
    this.hasMore = hasMore;
    this.setUnread(unread);
  }

  private setUnread(unread: number): void {
    this.unread = unread;
    this.view.changed();
  }
}
