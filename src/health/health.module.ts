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
import { WebhooksHealthIndicator } from './webhooks.health.js';

/** Health probes over HTTP. As it stands for a node without Redis and webhooks. */
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
    WebhooksHealthIndicator,
    { provide: RedisProbe, useClass: NoRedisProbe },
  ],
})
export class HealthModule {
  /** Asks the given provider, of a global module, how Redis is, and uses what the imports export. */
  static withRedis(probe: InjectionToken<RedisProbe>, imports: DynamicModule['imports'] = []): DynamicModule {
    return { module: HealthModule, imports, providers: [{ provide: RedisProbe, useExisting: probe }] };
  }
}
