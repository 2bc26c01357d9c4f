import { Module } from '@nestjs/common';
import { NotificationEmitterModule } from 'depth-realtime/notifications';

import { Postgres } from './postgres.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [
    NotificationEmitterModule.forRootAsync({
      useFactory: () => ({
        // The database and the Redis of Depth Realtime.
        databaseUrl: process.env['DATABASE_URL'] ?? '',
        redisUrl: process.env['REDIS_URL'],
      }),
    }),
  ],
  controllers: [ReviewsController],
  providers: [Postgres, ReviewsService],
})
export class AppModule {}
