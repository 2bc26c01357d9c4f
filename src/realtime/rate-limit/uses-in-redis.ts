import { createHash, randomUUID } from 'node:crypto';

import type { RedisClient } from '../cluster/redis-client.js';

/** Uses that were counted before anyone made them. */
export interface Grant {
  readonly id: string;
  /** When, by Redis's clock, in microseconds. */
  readonly at: string;
  readonly count: number;
}

export interface WantedUses {
  /** Uses that are made at this moment. */
  readonly now: number;
  /** Uses that may be made within {@link UsesInRedis.aheadMs} from this moment. */
  readonly ahead: number;
  /** A grant that is over, and how long after it was asked for its uses were made, in milliseconds. */
  readonly spent?: { readonly grant: Grant; readonly afterMs: readonly number[] };
}

export interface GivenUses {
  /** The first so many of those that were wanted now. */
  readonly now: number;
  /** Missing unless there are as many as were wanted, and half of the limit is still free after them. */
  readonly ahead?: Grant;
  /** In how many milliseconds a use is free, 0 when one is free now. */
  readonly waitMs: number;
}

/**
 * A sorted set of the moments of the uses, in microseconds by Redis's own clock: those of the nodes may differ. A use that
 * is granted ahead has the last moment at which it may be made, until it is known when it was made.
 */
const SCRIPT = `
local key, limit, window = KEYS[1], tonumber(ARGV[1]), ARGV[2] * 1000
local want, ahead, lasting, id = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] * 1000, ARGV[6]
local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local function add(moment, name) redis.call('zadd', key, string.format('%.0f', moment), name) end

if ARGV[7] then
  for i = 1, ARGV[9] do redis.call('zrem', key, ARGV[7] .. ':ahead:' .. i) end
  for i = 10, #ARGV do add(ARGV[8] + ARGV[i], ARGV[7] .. ':spent:' .. i) end
end
redis.call('zremrangebyscore', key, '-inf', string.format('%.0f', now - window))

local used = redis.call('zcard', key)
local given = math.min(want, math.max(limit - used, 0))
for i = 1, given do add(now, id .. ':now:' .. i) end
used = used + given
local granted = 0
if ahead > 0 and used + ahead <= limit / 2 then
  for i = 1, ahead do add(now + lasting, id .. ':ahead:' .. i) end
  granted = ahead
end

local wait = 0
if given < want or (want == 0 and used >= limit) then
  local last = redis.call('zrange', key, used - limit, used - limit, 'withscores')
  wait = math.max(1, math.ceil((last[2] + window - now) / 1000))
end
redis.call('pexpire', key, ARGV[2] + ARGV[5])
return { given, granted, wait, string.format('%.0f', now) }`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');

type Reply = [now: number, ahead: number, waitMs: number, at: string];

/** The uses of each key that all nodes together count, no more than the limit within any span of the window's length. */
export class UsesInRedis {
  /** How long a grant lasts from when it was asked for. */
  readonly aheadMs: number;
  private readonly origin = randomUUID().slice(0, 8);
  private asked = 0;

  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly limit: number,
    private readonly windowMs: number,
  ) {
    this.aheadMs = Math.min(1000, Math.floor(windowMs / 10));
  }

  /** Rejects when Redis does not answer. */
  async take(key: string, { now, ahead, spent }: WantedUses): Promise<GivenUses> {
    this.asked += 1;
    const id = `${this.origin}${this.asked.toString(36)}`;
    const args: (string | number)[] = [this.limit, this.windowMs, now, ahead, this.aheadMs, id];
    if (spent !== undefined) {
      const { grant, afterMs } = spent;
      args.push(grant.id, grant.at, grant.count, ...afterMs.map((ms) => Math.round(ms * 1000)));
    }
    const [given, granted, waitMs, at] = await this.run(`${this.prefix}:${key}`, args);
    return { now: given, waitMs, ...(granted > 0 ? { ahead: { id, at, count: granted } } : {}) };
  }

  private async run(key: string, args: readonly (string | number)[]): Promise<Reply> {
    try {
      return (await this.redis.evalsha(SHA, 1, key, ...args)) as Reply;
    } catch (error) {
      // A Redis that has just started does not know the script.
      if (!String(error).includes('NOSCRIPT')) throw error;
      return (await this.redis.eval(SCRIPT, 1, key, ...args)) as Reply;
    }
  }
}
