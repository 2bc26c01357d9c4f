import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString } from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import {
  OWN_STATUSES,
  type OwnStatus,
  type RefreshSession,
  type SendPrivateMessage,
  type SetPresence,
  type SubscribePresence,
} from './general.protocol.js';

/** The longest private message, in UTF-16 units. */
const MAX_MESSAGE = 4000;

export class SendPrivateMessageDto implements SendPrivateMessage {
  @IsId()
  userId!: string;

  @IsText(MAX_MESSAGE)
  message!: string;

  @IsOptional()
  @IsId()
  clientId?: string | null;
}

export class SubscribePresenceDto implements SubscribePresence {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsId({ each: true })
  userIds!: string[];
}

export class SetPresenceDto implements SetPresence {
  @IsIn(OWN_STATUSES)
  status!: OwnStatus;
}

export class RefreshSessionDto implements RefreshSession {
  // Whatever the text is, the authenticator judges it and says what is wrong with it.
  @IsString()
  token!: string;
}

/** Takes nothing: every property is refused. */
export class PingDto {
  declare readonly nothing?: never;
}
