import { Body, Controller, Param, Post } from '@nestjs/common';
import type { EmittedNotification, EmittedToMany } from 'depth-realtime/notifications';

import { ReviewsService, type Review } from './reviews.service.js';

@Controller()
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Post('reviews')
  finish(@Body() review: Review): Promise<void> {
    return this.reviews.finish(review);
  }

  @Post('reviews/:id/reminders/:userId')
  remind(@Param('id') id: string, @Param('userId') userId: string): Promise<EmittedNotification[]> {
    return this.reviews.remind(id, userId);
  }

  @Post('announcements')
  announce(@Body() { userIds, body }: { userIds: string[]; body: string }): Promise<EmittedToMany> {
    return this.reviews.announce(userIds, body);
  }
}
