import { Injectable, type OnModuleInit } from '@nestjs/common';

import { RoomAudience } from '../realtime/delivery/room-audience.js';
import { inboxRoom, watchedInboxRoom } from '../realtime/sockets/room.js';
import { StreamPresenter, type Presented } from '../realtime/delivery/stream-presenter.js';
import type { StreamEvent } from '../streams/stream.js';
import { newNotification } from './notification.js';

/** Shows an inbox to its user and to whoever else is subscribed to it. It has one kind of event. */
@Injectable()
export class NotificationsPresenter extends StreamPresenter implements OnModuleInit {
  override readonly kind = 'inbox';
  override readonly namespace = '/notifications';

  constructor(private readonly audience: RoomAudience) {
    super();
  }

  onModuleInit(): void {
    this.audience.register(this);
  }

  override present(event: StreamEvent): readonly Presented[] {
    const notification = newNotification(event);
    return [inboxRoom(notification.userId), watchedInboxRoom(notification.userId)].map((room) => ({
      room,
      event: 'notification:new',
      data: notification,
    }));
  }
}
