import { Module } from '@nestjs/common';

import { Database } from '../database/database.js';
import { OutboxWatch } from './outbox-watch.js';
import { StreamAppender } from './stream-appender.js';
import { StreamLog } from './stream-log.js';
import { StreamOutbox } from './stream-outbox.js';
import { StreamStore } from './stream-store.js';
import { UserEvents } from './user-events.js';

/** The log. The relay is provided by the real-time kernel, which knows the audience. */
@Module({
  providers: [
    OutboxWatch,
    StreamStore,
    StreamLog,
    UserEvents,
    { provide: StreamAppender, useExisting: StreamLog },
    {
      provide: StreamOutbox,
      inject: [Database, StreamLog],
      useFactory: (database: Database, log: StreamLog) => new StreamOutbox(database, log),
    },
  ],
  exports: [StreamAppender, StreamLog, StreamOutbox, UserEvents],
})
export class StreamsModule {}
