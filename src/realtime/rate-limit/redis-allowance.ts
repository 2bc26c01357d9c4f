import { Account } from './account.js';
import type { Allowance } from './allowance.js';
import { UsesInRedis } from './uses-in-redis.js';
import type { RedisClient } from '../cluster/redis-client.js';

/** Which part of the limit a node may be granted ahead, and how many uses at most. */
const AHEAD_PART = 0.1;
const AHEAD_MAX = 64;

/** An allowance of all nodes together. Holds some tens of bytes in Redis for each use within the last window. */
export class RedisAllowance implements Allowance {
  private readonly uses: UsesInRedis;
  private readonly ahead: number;
  private readonly accounts = new Map<string, Account>();
  private sweptAt = performance.now();

  constructor(redis: RedisClient, prefix: string, limit: number, windowMs: number) {
    this.uses = new UsesInRedis(redis, prefix, limit, windowMs);
    this.ahead = Math.min(AHEAD_MAX, Math.floor(limit * AHEAD_PART));
  }

  /** At once when this use was granted ahead. Rejects when Redis does not answer. */
  take(key: string): number | Promise<number> {
    const now = performance.now();
    this.sweep(now);
    let account = this.accounts.get(key);
    if (account === undefined) {
      account = new Account(key, this.uses, this.ahead);
      this.accounts.set(key, account);
    }
    return account.take(now);
  }

  /** Rejects when Redis does not answer. */
  async wait(key: string): Promise<number> {
    return (await this.uses.take(key, { now: 0, ahead: 0 })).waitMs;
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < this.uses.aheadMs) return;
    this.sweptAt = now;
    for (const [key, account] of this.accounts) if (account.idle(now)) this.accounts.delete(key);
  }
}
