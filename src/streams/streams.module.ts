import { Module } from '@nestjs/common';

import { StreamAppender } from './stream-appender.js';
import { StreamLog } from './stream-log.js';
import { StreamStore } from './stream-store.js';

/** The log. The relay is provided by the real-time kernel, which knows the audience. */
@Module({
  providers: [StreamStore, StreamLog, { provide: StreamAppender, useExisting: StreamLog }],
  exports: [StreamAppender, StreamLog],
})
export class StreamsModule {}
