import { Body, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { Announcements } from '../general/announcements.js';
import { AnnouncementDto, PostAnnouncementDto } from './announcements.dto.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsCreated } from './api-responses.decorator.js';
import { SERVICE } from './service-audit.js';

/** Announcements to everyone, or to rooms. */
@ApiResource('announcements')
export class AnnouncementsController {
  constructor(private readonly announcements: Announcements) {}

  // Not audited here: an announcement is, whoever makes it.
  @Post()
  @ApiOperation({ summary: 'Announce something', description: 'Arrives once at each connected socket. Not stored.' })
  @ReturnsCreated(AnnouncementDto)
  announce(@Body() { message, level, rooms }: PostAnnouncementDto): Promise<AnnouncementDto> {
    return this.announcements.announce({ senderId: SERVICE, message, level: level ?? null, rooms: rooms ?? null });
  }
}
