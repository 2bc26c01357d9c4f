import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { BoundedProbe } from './bounded-probe.js';
import { RedisProbe, type RedisState } from './redis-probe.js';

const LIMIT_MS = 2000;

/** Never down: without Redis a node still serves its own clients, and nothing that was acknowledged is lost. */
@Injectable()
export class RedisHealthIndicator {
  private readonly probe: BoundedProbe<RedisState>;

  constructor(
    private readonly indicators: HealthIndicatorService,
    redis: RedisProbe,
  ) {
    this.probe = new BoundedProbe(() => redis.ping(), LIMIT_MS);
  }

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('redis');
    const outcome = await this.probe.outcome();
    if ('failure' in outcome) return indicator.degraded(outcome.failure);
    switch (outcome.answer) {
      case 'up':
        return indicator.up();
      case 'off':
        return indicator.up('off');
      case 'degraded':
        return indicator.degraded('unreachable');
    }
  }
}
