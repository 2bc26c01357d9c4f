import { Injectable } from '@nestjs/common';

import { CodedError } from '../errors/coded-error.js';
import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { Caller } from '../realtime/commands/caller.js';
import { inboxRoom, watchedInboxRoom } from '../realtime/sockets/room.js';
import { StreamRooms } from '../realtime/delivery/stream-rooms.js';
import { historyPage } from '../streams/history-page.js';
import type {
  AllNotificationsRead,
  ListNotifications,
  NotificationPage,
  NotificationRead,
  ReadNotification,
  SubscribedNotifications,
  SubscribeNotifications,
  UnsubscribeNotifications,
} from './notifications.protocol.js';
import { NotificationsStore } from './notifications.store.js';

const DEFAULT_PAGE = 50;

/** Inboxes: what their users do with them. New notifications come from the `NotificationEmitter`. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly store: NotificationsStore,
    private readonly rooms: StreamRooms,
    private readonly broadcaster: Broadcaster,
  ) {}

  async subscribe(caller: Caller, { userId, since }: SubscribeNotifications): Promise<SubscribedNotifications> {
    const room = userId === caller.userId ? inboxRoom(userId) : watchedInboxRoom(userId);
    const joined = await this.rooms.join(caller, 'inbox', userId, room, since ?? undefined);
    // What came after `seq` follows as events, each with its own count.
    const latest = { before: joined.seq + 1, countTo: joined.seq, limit: DEFAULT_PAGE };
    const { unread, notifications } = await this.store.list(userId, latest);
    return { ...joined, unread, notifications };
  }

  unsubscribe(caller: Caller, { userId }: UnsubscribeNotifications): UnsubscribeNotifications {
    this.rooms.leave(caller, 'inbox', userId);
    return { userId };
  }

  async read(caller: Caller, { notificationId }: ReadNotification): Promise<NotificationRead> {
    const marked = await this.store.markRead(caller.userId, notificationId);
    if (marked === undefined) throw new CodedError('FORBIDDEN');
    const read: NotificationRead = { notificationId, readAt: marked.readAt.toISOString(), unread: marked.unread };
    if (marked.first) this.tellOthers(caller, 'notification:read', read);
    return read;
  }

  async readAll(caller: Caller): Promise<AllNotificationsRead> {
    const read: AllNotificationsRead = { unread: 0 };
    if (await this.store.markAllRead(caller.userId)) this.tellOthers(caller, 'notification:readAll', read);
    return read;
  }

  async list({ userId }: Caller, { before, limit: asked, unreadOnly }: ListNotifications): Promise<NotificationPage> {
    const limit = asked ?? DEFAULT_PAGE;
    const { notifications, unread } = await this.store.list(userId, { before, limit: limit + 1, unreadOnly });
    const { items, hasMore } = historyPage(notifications, limit);
    return { notifications: items, hasMore, unread };
  }

  private tellOthers(
    { userId, socketId }: Caller,
    event: 'notification:read' | 'notification:readAll',
    read: object,
  ): void {
    this.broadcaster.toRooms('/notifications', [inboxRoom(userId)], event, read, { socketId });
    this.broadcaster.toRooms('/notifications', [watchedInboxRoom(userId)], event, { userId, ...read });
  }
}
