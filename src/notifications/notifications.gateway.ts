import { authenticated, joined, member } from '../realtime/commands/access.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import {
  ListNotificationsDto,
  ReadAllNotificationsDto,
  ReadNotificationDto,
  SubscribeNotificationsDto,
  UnsubscribeNotificationsDto,
} from './notifications.dto.js';
import type {
  AllNotificationsRead,
  NotificationPage,
  NotificationRead,
  SubscribedNotifications,
  UnsubscribeNotifications,
} from './notifications.protocol.js';
import { NotificationsService } from './notifications.service.js';

/** All commands of a socket here run in the order sent: they are about one inbox. */
const lane = 'inbox';

/** The inbox of notifications. */
@RealtimeGateway('/notifications')
export class NotificationsGateway {
  constructor(private readonly notifications: NotificationsService) {}

  /** Follows an inbox: one's own, or any for an administrator. `since` brings what was missed. */
  @Command('notifications:subscribe', { access: member('inbox', 'userId'), lane })
  subscribe(@Payload() dto: SubscribeNotificationsDto, @Sender() caller: Caller): Promise<SubscribedNotifications> {
    return this.notifications.subscribe(caller, dto);
  }

  /** Stops following an inbox. */
  @Command('notifications:unsubscribe', { access: joined('inbox', 'userId'), lane })
  unsubscribe(@Payload() dto: UnsubscribeNotificationsDto, @Sender() caller: Caller): UnsubscribeNotifications {
    return this.notifications.unsubscribe(caller, dto);
  }

  /** Marks a notification as read. A repeat changes nothing. */
  @Command('notification:read', { access: authenticated, lane, errors: ['FORBIDDEN'] })
  read(@Payload() dto: ReadNotificationDto, @Sender() caller: Caller): Promise<NotificationRead> {
    return this.notifications.read(caller, dto);
  }

  /** Marks every notification of the caller as read. */
  @Command('notification:readAll', { access: authenticated, lane })
  readAll(@Payload() _dto: ReadAllNotificationsDto, @Sender() caller: Caller): Promise<AllNotificationsRead> {
    return this.notifications.readAll(caller);
  }

  /** Reads one's own notifications, a page at a time. */
  @Command('notification:list', { access: authenticated, lane })
  list(@Payload() dto: ListNotificationsDto, @Sender() caller: Caller): Promise<NotificationPage> {
    return this.notifications.list(caller, dto);
  }
}
