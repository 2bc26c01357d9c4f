import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { MAX_MEMBERS } from './memberships.dto.js';

export class PutConversationDto {
  @ApiProperty({ example: 'النقاش العام', maxLength: 200 })
  @IsText(200)
  title!: string;

  @ApiProperty({ example: ['layla', 'omar'], maxItems: MAX_MEMBERS, description: 'All members: others are removed' })
  @IsArray()
  @ArrayMaxSize(MAX_MEMBERS)
  @IsId({ each: true })
  memberIds!: string[];
}

/** A conversation after the request. */
export class ConversationDto {
  @ApiProperty({ example: 'general' })
  id!: string;

  @ApiProperty({ example: 'النقاش العام' })
  title!: string;

  @ApiProperty({ example: ['layla', 'omar'] })
  memberIds!: string[];
}
