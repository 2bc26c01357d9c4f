import { Global, Module } from '@nestjs/common';

import { Config } from '../config/config.js';
import { StreamsModule } from '../streams/streams.module.js';
import { AppLogger } from './app-logger.js';
import { CommandLog } from './command-log.js';
import { Lifecycle } from './lifecycle.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { StreamMetrics } from './stream-metrics.js';

/** Log, metrics and the state of this node. */
@Global()
@Module({
  imports: [StreamsModule],
  controllers: [MetricsController],
  providers: [
    { provide: AppLogger, inject: [Config], useFactory: (config: Config) => new AppLogger(config) },
    CommandLog,
    Lifecycle,
    Metrics,
    StreamMetrics,
  ],
  exports: [AppLogger, CommandLog, Lifecycle, Metrics],
})
export class TelemetryModule {}
