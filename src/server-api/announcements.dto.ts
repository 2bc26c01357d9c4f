import { ApiProperty } from '@nestjs/swagger';

import { AnnounceDto } from '../general/announce.dto.js';
import { ANNOUNCEMENT_LEVELS, type Announcement, type AnnouncementLevel } from '../general/general.protocol.js';
import { Documents } from './documents.decorator.js';

@Documents({
  message: { type: String, example: 'صيانة مجدولة الليلة الساعة ٢٣:٠٠', maxLength: 4000 },
  level: { type: String, required: false, enum: ANNOUNCEMENT_LEVELS, default: 'info' },
  rooms: {
    type: [String],
    required: false,
    maxItems: 50,
    example: ['project:launch-film'],
    description: '`user:<id>`, `conversation:<id>` or `project:<id>`. Absent: everyone',
  },
})
export class PostAnnouncementDto extends AnnounceDto {}

/** An announcement as it was sent. */
export class AnnouncementDto implements Announcement {
  @ApiProperty({ example: '0b9d3c9e-3c52-4d0c-9f6e-0b8f5c0d8a11' })
  id!: string;

  @ApiProperty({ example: 'صيانة مجدولة الليلة الساعة ٢٣:٠٠' })
  message!: string;

  @ApiProperty({ enum: ANNOUNCEMENT_LEVELS })
  level!: AnnouncementLevel;

  @ApiProperty({ required: false, type: [String], example: ['project:launch-film'] })
  rooms?: readonly string[];

  @ApiProperty({ example: 'service' })
  senderId!: string;

  @ApiProperty({ example: '2026-01-31T09:30:00.000Z' })
  createdAt!: string;
}
