import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';

import { DatabaseHealthIndicator } from './database.health.js';
import { EventLoopHealthIndicator } from './event-loop.health.js';
import { LifecycleHealthIndicator } from './lifecycle.health.js';
import { MemoryHealthIndicator } from './memory.health.js';
import { RedisHealthIndicator } from './redis.health.js';
import { WebhooksHealthIndicator } from './webhooks.health.js';

/** The three questions that are asked of a node. Each rejects with a 503 when the answer is no. */
@Injectable()
export class HealthService {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly lifecycle: LifecycleHealthIndicator,
    private readonly database: DatabaseHealthIndicator,
    private readonly redis: RedisHealthIndicator,
    private readonly eventLoop: EventLoopHealthIndicator,
    private readonly memory: MemoryHealthIndicator,
    private readonly webhooks: WebhooksHealthIndicator,
  ) {}

  /**
   * Would a restart help? Looks at nothing outside of the process: one database that is away must not restart every
   * node. A node that is shutting down is alive: to kill it now would cut its drain short.
   */
  async live(): Promise<HealthCheckResult> {
    try {
      return await this.checks.check([() => this.eventLoop.check(), () => this.memory.check()]);
    } catch (error) {
      const result = resultOf(error);
      if (result?.status === 'shutting_down' && Object.keys(result.error ?? {}).length === 0) return result;
      throw error;
    }
  }

  /** Should new connections be sent here? */
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.lifecycle.check(), () => this.database.check(), () => this.redis.check()]);
  }

  /** How is everything? */
  all(): Promise<HealthCheckResult> {
    return this.checks.check([
      () => this.lifecycle.check(),
      () => this.database.check(),
      () => this.redis.check(),
      () => this.eventLoop.check(),
      () => this.memory.check(),
      () => this.webhooks.check(),
    ]);
  }
}

/** Terminus throws its result while the application shuts down, whatever the indicators say. */
function resultOf(error: unknown): HealthCheckResult | undefined {
  return error instanceof ServiceUnavailableException ? (error.getResponse() as HealthCheckResult) : undefined;
}
