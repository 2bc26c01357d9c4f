import { Module } from '@nestjs/common';

import { InboxGuests } from './inbox-guests.js';
import { KnownUsers } from './known-users.js';
import { LogNotificationEmitter } from './log-notification-emitter.js';
import { NotificationEmitter } from './notification-emitter.js';
import { NotificationsGateway } from './notifications.gateway.js';
import { NotificationsPresenter } from './notifications.presenter.js';
import { NotificationsService } from './notifications.service.js';
import { NotificationsStore } from './notifications.store.js';

/** `/notifications`: everyone's inbox. The rest of the application sends through the {@link NotificationEmitter}. */
@Module({
  providers: [
    InboxGuests,
    KnownUsers,
    NotificationsGateway,
    NotificationsPresenter,
    NotificationsService,
    NotificationsStore,
    { provide: NotificationEmitter, useClass: LogNotificationEmitter },
  ],
  exports: [KnownUsers, NotificationEmitter],
})
export class NotificationsModule {}
