import { createHash } from 'node:crypto';

import type { Allowance } from './allowance.js';
import type { RedisClient } from '../cluster/redis-client.js';

/**
 * A list of the moments at which uses were counted, newest first and never longer than the limit. When it is full, its
 * last entry says when the next use is free. The clock is Redis's own, in microseconds: those of the nodes may differ.
 */
const SCRIPT = `
local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local oldest = redis.call('lindex', KEYS[1], ARGV[1] - 1)
if oldest then
  local left = oldest + tonumber(ARGV[2]) * 1000 - now
  if left > 0 then return math.ceil(left / 1000) end
end
if ARGV[3] == 'take' then
  redis.call('lpush', KEYS[1], string.format('%.0f', now))
  redis.call('ltrim', KEYS[1], 0, ARGV[1] - 1)
  redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0`;
const SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** An allowance of all nodes together. Holds about ten bytes in Redis for each use within the last window. */
export class RedisAllowance implements Allowance {
  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  /** Rejects when Redis does not answer. */
  take(key: string): Promise<number> {
    return this.run(key, 'take');
  }

  /** Rejects when Redis does not answer. */
  wait(key: string): Promise<number> {
    return this.run(key, 'look');
  }

  private async run(key: string, mode: 'take' | 'look'): Promise<number> {
    const args = [`${this.prefix}:${key}`, this.limit, this.windowMs, mode] as const;
    try {
      return Number(await this.redis.evalsha(SHA, 1, ...args));
    } catch (error) {
      // A Redis that has just started does not know the script.
      if (!String(error).includes('NOSCRIPT')) throw error;
      return Number(await this.redis.eval(SCRIPT, 1, ...args));
    }
  }
}
