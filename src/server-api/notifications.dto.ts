import { ApiProperty } from '@nestjs/swagger';

import type { EmittedNotification } from '../notifications/notification-emitter.js';
import { NOTIFICATION_LIMITS } from '../notifications/notification-rules.js';
import { EmitNotificationDto } from '../notifications/notifications.dto.js';
import { Documents } from './documents.decorator.js';

@Documents({
  userIds: {
    type: [String],
    example: ['layla', 'omar'],
    minItems: 1,
    maxItems: NOTIFICATION_LIMITS.recipients,
    description: 'One who is named twice gets it once',
  },
  type: { type: String, example: 'review.done', maxLength: NOTIFICATION_LIMITS.type },
  title: { type: String, example: 'اكتملت المراجعة', maxLength: NOTIFICATION_LIMITS.title },
  body: { type: String, example: 'راجعت ليلى النسخة الأخيرة من الإعلان.', maxLength: NOTIFICATION_LIMITS.body },
  data: {
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    example: { projectId: 'launch-film' },
    description: 'JSON of at most 16 KiB, nested at most 8 deep',
  },
  clientId: {
    type: String,
    required: false,
    example: 'review-4711',
    description: 'A repeat with the same id sends nothing to who has had it, and returns the first result',
  },
})
export class SendNotificationDto extends EmitNotificationDto {}

/** A notification in the inbox of one user. */
export class EmittedNotificationDto implements EmittedNotification {
  @ApiProperty({ example: 'layla' })
  userId!: string;

  @ApiProperty({ example: '5f0c1d2e3a4b.7' })
  notificationId!: string;

  @ApiProperty({ example: 7, description: 'Its place in the inbox of the user' })
  seq!: number;
}

/** What was sent, one entry a user, in the order given. */
export class SentNotificationsDto {
  @ApiProperty({ type: [EmittedNotificationDto] })
  notifications!: EmittedNotificationDto[];
}
