import { Injectable } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { CodedError } from '../../errors/coded-error.js';
import type { Allowance } from './allowance.js';
import { MemoryAllowance } from './memory-allowance.js';
import { RedisAllowance } from './redis-allowance.js';
import { RedisConnection } from '../cluster/redis-connection.js';

/** How many times more connections than commands a user may make in a window. */
const CONNECTS_PER_EVENT = 10;

/** An allowance of all nodes, and what this node goes by when that cannot be asked. */
interface Allowances {
  readonly shared: RedisAllowance | undefined;
  readonly own: MemoryAllowance;
}

/**
 * The allowance of each user over all sockets, and over all nodes when Redis is configured: in no span of the window's
 * length more than configured. While Redis is away each node counts for itself.
 */
@Injectable()
export class RateLimiter {
  private readonly commands: Allowances;
  private readonly connects: Allowances;

  constructor(
    config: Config,
    private readonly redis: RedisConnection,
  ) {
    const { events, windowMs } = config.rateLimit;
    const allowances = (prefix: string, limit: number): Allowances => ({
      shared: redis.publisher && new RedisAllowance(redis.publisher, prefix, limit, windowMs),
      own: new MemoryAllowance(limit, windowMs),
    });
    this.commands = allowances('depth:commands', events);
    this.connects = allowances('depth:connects', events * CONNECTS_PER_EVENT);
  }

  /**
   * Counts one command. Answers at once where this process counts alone, or else with a promise.
   * @throws CodedError `RATE_LIMITED`, or rejects with it, when the window's allowance is used up.
   */
  consume(userId: string): void | Promise<void> {
    const wait = this.ask(this.commands, 'take', userId);
    return typeof wait === 'number' ? refuseFor(wait) : wait.then(refuseFor);
  }

  /** Counts one connection. @throws CodedError `RATE_LIMITED`, also when the user has no commands left. */
  async connect(userId: string): Promise<void> {
    refuseFor(await this.ask(this.commands, 'wait', userId));
    refuseFor(await this.ask(this.connects, 'take', userId));
  }

  private ask({ shared, own }: Allowances, what: keyof Allowance, userId: string): number | Promise<number> {
    if (shared === undefined || !this.redis.answering) return own[what](userId);
    const wait = shared[what](userId);
    // Redis is gone, which its own connection reports.
    return typeof wait === 'number' ? wait : wait.catch(() => own[what](userId));
  }
}

function refuseFor(waitMs: number): void {
  if (waitMs > 0) throw new CodedError('RATE_LIMITED', { retryAfterMs: waitMs });
}
