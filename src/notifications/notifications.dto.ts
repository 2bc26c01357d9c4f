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
import type {
  ListNotifications,
  NotificationContent,
  ReadNotification,
  SubscribeNotifications,
  UnsubscribeNotifications,
} from './notifications.protocol.js';

/** The most users that one notification is sent to at once. */
export const MAX_RECIPIENTS = 1000;

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
  @ArrayMaxSize(MAX_RECIPIENTS)
  @IsId({ each: true })
  userIds!: string[];

  @IsText(64)
  type!: string;

  @IsText(200)
  title!: string;

  @IsText(4000)
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
