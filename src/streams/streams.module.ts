import { Module } from '@nestjs/common';

import { StreamLog } from './stream-log.js';
import { StreamStore } from './stream-store.js';

/** The log. The relay is provided by the real-time kernel, which knows the audience. */
@Module({ providers: [StreamStore, StreamLog], exports: [StreamLog] })
export class StreamsModule {}
