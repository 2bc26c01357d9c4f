import { Body, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { NotificationEmitter } from '../notifications/notification-emitter.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsCreated } from './api-responses.decorator.js';
import { SendNotificationDto, SentNotificationsDto } from './notifications.dto.js';
import { SERVICE, ServiceAudit } from './service-audit.js';

/** Notifications to users, whether they are connected or not. */
@ApiResource('notifications')
export class NotificationsController {
  constructor(
    private readonly emitter: NotificationEmitter,
    private readonly audit: ServiceAudit,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Notify users',
    description: 'Answered when the notification is stored for all of them. Who is offline finds it later.',
  })
  @ReturnsCreated(SentNotificationsDto)
  async send(@Body() { userIds, clientId, ...content }: SendNotificationDto): Promise<SentNotificationsDto> {
    await this.audit.record('notify', undefined, { userIds, type: content.type, clientId });
    return { notifications: await this.emitter.emit(userIds, content, { clientId, actorId: SERVICE }) };
  }
}
