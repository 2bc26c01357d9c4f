import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsUrl, Max, Min, ValidateNested } from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { SinceDto } from '../realtime/commands/since.dto.js';
import {
  MESSAGE_TYPES,
  type DeleteMessage,
  type EditMessage,
  type JoinConversation,
  type LeaveConversation,
  type ListMessages,
  type MessageMetadata,
  type MessageType,
  type ReadMessage,
  type SendMessage,
  type SetTyping,
} from './chat.protocol.js';

/** The longest message, in UTF-16 units. */
const MAX_CONTENT = 8000;

export class JoinConversationDto implements JoinConversation {
  @IsId()
  conversationId!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SinceDto)
  since?: SinceDto;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  history?: number;
}

export class LeaveConversationDto implements LeaveConversation {
  @IsId()
  conversationId!: string;
}

export class MessageMetadataDto implements MessageMetadata {
  @IsOptional()
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @IsText(2048)
  url?: string;

  @IsOptional()
  @IsText(255)
  name?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  size?: number;

  @IsOptional()
  @IsText(127)
  mimeType?: string;
}

export class SendMessageDto implements SendMessage {
  @IsId()
  conversationId!: string;

  @IsText(MAX_CONTENT)
  content!: string;

  @IsOptional()
  @IsIn(MESSAGE_TYPES)
  type?: MessageType;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageMetadataDto)
  metadata?: MessageMetadataDto;

  @IsOptional()
  @IsId()
  clientMessageId?: string;

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class EditMessageDto implements EditMessage {
  @IsId()
  conversationId!: string;

  @IsId()
  messageId!: string;

  @IsText(MAX_CONTENT)
  content!: string;

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class DeleteMessageDto implements DeleteMessage {
  @IsId()
  conversationId!: string;

  @IsId()
  messageId!: string;

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class SetTypingDto implements SetTyping {
  @IsId()
  conversationId!: string;

  @IsBoolean()
  isTyping!: boolean;
}

export class ReadMessageDto implements ReadMessage {
  @IsId()
  conversationId!: string;

  @IsId()
  messageId!: string;
}

export class ListMessagesDto implements ListMessages {
  @IsId()
  conversationId!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
