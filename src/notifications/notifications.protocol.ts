import type { Announcement } from '../general/general.protocol.js';
import type {
  Count,
  Id,
  JoinedRoom,
  CommonEvents,
  RecoveredEvent,
  RoomEvents,
  Seq,
  Since,
  Timestamp,
} from '../realtime/realtime.protocol.js';

/** What a notification says. */
export interface NotificationContent {
  /** The platform's own name for the kind of notification, such as `project.approved`. */
  readonly type: string;
  readonly title: string;
  readonly body: string;
  /** Whatever the client needs to act on it: JSON of at most 16 KiB, nested at most 8 deep. Default: `{}`. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A notification in its user's inbox. */
export interface Notification extends NotificationContent {
  readonly id: Id;
  /** Its place in the inbox. */
  readonly seq: Seq;
  readonly userId: Id;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Timestamp;
  /** When it was first read; null while it is unread. */
  readonly readAt: Timestamp | null;
}

/** A notification as it arrives: how many are unread with this one. */
export interface NewNotification extends Notification {
  readonly readAt: null;
  readonly unread: Count;
}

/** In every command, null in an optional field counts as leaving it out. */
export interface SubscribeNotifications {
  /** One's own id. An administrator may name any user. */
  readonly userId: Id;
  readonly since?: Since | null;
}

export interface UnsubscribeNotifications {
  readonly userId: Id;
}

export interface SubscribedNotifications extends JoinedRoom {
  /** What was missed, as it would have come then. What was read since shows in `notifications` and `unread`. */
  readonly events: readonly RecoveredEvent[];
  /** How many of the notifications up to `seq` are unread. */
  readonly unread: Count;
  /** The latest 50 up to `seq`, newest first. */
  readonly notifications: readonly Notification[];
}

export interface ReadNotification {
  readonly notificationId: Id;
}

/** The ack of `notification:read`. */
export interface NotificationRead {
  readonly notificationId: Id;
  /** The first time that it was read: a repeat does not change it. */
  readonly readAt: Timestamp;
  readonly unread: Count;
}

/** The ack of `notification:readAll`. */
export interface AllNotificationsRead {
  readonly unread: 0;
}

/** What the user's other sockets are told of `notification:read`, and administrators who follow the inbox. */
export interface NotificationReadElsewhere extends NotificationRead {
  /** Whose inbox it is, when it is not one's own. */
  readonly userId?: Id;
}

/** What the user's other sockets are told of `notification:readAll`, and administrators who follow the inbox. */
export interface AllNotificationsReadElsewhere extends AllNotificationsRead {
  /** Whose inbox it is, when it is not one's own. */
  readonly userId?: Id;
}

export interface ListNotifications {
  /** Only notifications before this seq. */
  readonly before?: Seq | null;
  /** 1 to 100; 50 when absent. */
  readonly limit?: number | null;
  readonly unreadOnly?: boolean | null;
}

export interface NotificationPage {
  /** Newest first. */
  readonly notifications: readonly Notification[];
  readonly hasMore: boolean;
  /** Of the whole inbox. */
  readonly unread: Count;
}

/** What the server sends on `/notifications`. */
export interface NotificationEvents extends CommonEvents, RoomEvents {
  /** A notification arrived. */
  'notification:new': NewNotification;
  /** Another socket of the user has read one. */
  'notification:read': NotificationReadElsewhere;
  /** Another socket of the user has read all. */
  'notification:readAll': AllNotificationsReadElsewhere;
  /** From an administrator or the platform, to everyone or to named rooms. */
  announcement: Announcement;
}
