import { eventId, type StreamEvent } from '../streams/stream.js';
import type { InboxRow } from './notifications-statements.js';
import type { NewNotification, Notification } from './notifications.protocol.js';

/** What the log keeps of a notification. */
export interface NotificationData extends Record<string, unknown> {
  readonly type: string;
  readonly title: string;
  readonly body: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A notification at the moment when it arrives. */
export function newNotification(event: StreamEvent): NewNotification {
  const { type, title, body, data } = event.data as NotificationData;
  return {
    id: eventId(event),
    seq: event.seq,
    userId: event.stream.slice('inbox:'.length),
    type,
    title,
    body,
    data,
    createdAt: event.createdAt,
    readAt: null,
    // An event that is read from the log later knows of later reads: then there may be more of them than seqs so far.
    unread: Math.max(0, event.seq - event.consumed),
  };
}

/** A notification as it stands. */
export function notificationOf(userId: string, row: InboxRow): Notification {
  const { type, title, body, data } = row.data as NotificationData;
  return {
    id: eventId(row),
    seq: row.seq,
    userId,
    type,
    title,
    body,
    data,
    createdAt: new Date(row.at).toISOString(),
    readAt: row.read_at === null ? null : new Date(row.read_at).toISOString(),
  };
}
