import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { SinceDto } from '../realtime/commands/since.dto.js';
import { IsJsonObject } from './is-json-object.js';
import { NOTIFICATION_LIMITS } from './notification-rules.js';
import type {
  ListNotifications,
  NotificationContent,
  ReadNotification,
  SubscribeNotifications,
  UnsubscribeNotifications,
} from './notifications.protocol.js';

export class SubscribeNotificationsDto implements SubscribeNotifications {
  @IsId()
  userId!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SinceDto)
  since?: SinceDto | null;
}

export class UnsubscribeNotificationsDto implements UnsubscribeNotifications {
  @IsId()
  userId!: string;
}

export class ReadNotificationDto implements ReadNotification {
  @IsId()
  notificationId!: string;
}

/** Takes nothing: every property is refused. */
export class ReadAllNotificationsDto {
  declare readonly nothing?: never;
}

export class ListNotificationsDto implements ListNotifications {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number | null;

  @IsOptional()
  @IsBoolean()
  unreadOnly?: boolean | null;
}

/** A notification for one or more users, as the platform sends it. */
export class EmitNotificationDto implements NotificationContent {
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(NOTIFICATION_LIMITS.recipients)
  @IsId({ each: true })
  userIds!: string[];

  @IsText(NOTIFICATION_LIMITS.type)
  type!: string;

  @IsText(NOTIFICATION_LIMITS.title)
  title!: string;

  @IsText(NOTIFICATION_LIMITS.body)
  body!: string;

  // As it came: a transformed copy would lack keys such as `constructor`.
  @Transform(({ obj }: { obj: Readonly<Record<string, unknown>> }) => obj['data'])
  @IsOptional()
  @IsJsonObject()
  data?: Record<string, unknown> | null;

  @IsOptional()
  @IsId()
  clientId?: string | null;
}
