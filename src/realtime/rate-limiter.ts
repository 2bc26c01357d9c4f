import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

import { Config } from '../config/config.js';
import { CodedError } from '../errors/coded-error.js';
import { RedisConnection } from './redis-connection.js';

/** How many times more connections than commands a user may make in a window. */
const CONNECTS_PER_EVENT = 10;

/**
 * The allowance of each user over all sockets, and over all nodes when Redis is configured. While Redis is away each node
 * counts for itself.
 */
@Injectable()
export class RateLimiter {
  private readonly commands: RateLimiterAbstract;
  private readonly connects: RateLimiterAbstract;

  constructor(config: Config, redis: RedisConnection) {
    const { events, windowMs } = config.rateLimit;
    const duration = windowMs / 1000;
    const limiter = (keyPrefix: string, points: number): RateLimiterAbstract => {
      const memory = new RateLimiterMemory({ keyPrefix, points, duration });
      if (redis.publisher === undefined) return memory;
      return new RateLimiterRedis({
        storeClient: redis.publisher,
        keyPrefix,
        points,
        duration,
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
      });
    };
    this.commands = limiter('depth:commands', events);
    this.connects = limiter('depth:connects', events * CONNECTS_PER_EVENT);
  }

  /** Counts one command. @throws CodedError `RATE_LIMITED` when the window's allowance is used up. */
  async consume(userId: string): Promise<void> {
    await this.take(this.commands, userId);
  }

  /** Counts one connection. @throws CodedError `RATE_LIMITED`, also when the user has no commands left. */
  async connect(userId: string): Promise<void> {
    const used = await this.commands.get(userId);
    if (used !== null && used.consumedPoints > this.commands.points) throw limited(used);
    await this.take(this.connects, userId);
  }

  private async take(limiter: RateLimiterAbstract, userId: string): Promise<void> {
    try {
      await limiter.consume(userId);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw limited(error);
      throw error;
    }
  }
}

function limited(state: RateLimiterRes): CodedError {
  return new CodedError('RATE_LIMITED', { retryAfterMs: Math.max(1, Math.ceil(state.msBeforeNext)) });
}
