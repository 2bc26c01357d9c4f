import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { DatabaseHealthIndicator } from './database.health.js';
import { EventLoopHealthIndicator } from './event-loop.health.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { LifecycleHealthIndicator } from './lifecycle.health.js';
import { MemoryHealthIndicator } from './memory.health.js';
import { NoRedisProbe } from './no-redis-probe.js';
import { RedisProbe } from './redis-probe.js';
import { RedisHealthIndicator } from './redis.health.js';

/** Health probes over HTTP. As it stands for a node without Redis. */
@Module({
  // A probe that fails says so in its answer; a line in the log for each would hide everything else.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [
    HealthService,
    DatabaseHealthIndicator,
    EventLoopHealthIndicator,
    LifecycleHealthIndicator,
    MemoryHealthIndicator,
    RedisHealthIndicator,
    { provide: RedisProbe, useClass: NoRedisProbe },
  ],
})
export class HealthModule {
  /** Asks the given provider, of a global module, how Redis is. */
  static withRedis(probe: InjectionToken<RedisProbe>): DynamicModule {
    return { module: HealthModule, providers: [{ provide: RedisProbe, useExisting: probe }] };
  }
}
