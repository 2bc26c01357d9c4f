import { ApiProperty } from '@nestjs/swagger';

import { SendPrivateMessageDto } from '../general/general.dto.js';
import type { PrivateMessage } from '../general/general.protocol.js';
import { Documents } from './documents.decorator.js';

@Documents({
  userId: { type: String, example: 'layla' },
  message: { type: String, example: 'ملفك جاهز للتنزيل', maxLength: 4000 },
  clientId: {
    type: String,
    required: false,
    example: 'export-17',
    description: 'A repeat within five minutes, on the same node, sends nothing and returns the first result',
  },
})
export class PostPrivateMessageDto extends SendPrivateMessageDto {}

/** A message as it was sent. */
export class PrivateMessageDto implements PrivateMessage {
  @ApiProperty({ example: '0b9d3c9e-3c52-4d0c-9f6e-0b8f5c0d8a11' })
  id!: string;

  @ApiProperty({ example: 'service' })
  senderId!: string;

  @ApiProperty({ example: 'layla' })
  userId!: string;

  @ApiProperty({ example: 'ملفك جاهز للتنزيل' })
  message!: string;

  @ApiProperty({ example: '2026-01-31T09:30:00.000Z' })
  createdAt!: string;
}
