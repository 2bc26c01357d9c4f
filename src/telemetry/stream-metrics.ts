import { Injectable, type OnModuleInit } from '@nestjs/common';

import { StreamLog } from '../streams/stream-log.js';
import { Metrics } from './metrics.js';

/** Measures the writes of the stream log, which knows nothing of metrics. */
@Injectable()
export class StreamMetrics implements OnModuleInit {
  constructor(
    private readonly streams: StreamLog,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.streams.onFlush((flush) => {
      this.metrics.streamFlush(flush);
    });
  }
}
