import { randomUUID } from 'node:crypto';

import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { RedisAllowance } from '../../src/realtime/rate-limit/redis-allowance.js';
import { onCleanup } from '../support/cleanup.js';
import { sharedRedisUrl, startRedis } from '../support/redis.js';
import { lasting } from './support/lasting.js';

// Real: Redis.
describe('an allowance of all nodes', () => {
  let redis: Redis;
  let key: string;

  beforeEach(() => {
    key = randomUUID();
    redis = new Redis(sharedRedisUrl());
    onCleanup(() => redis.disconnect());
  });

  it('gives no more than the limit, to however many ask at once', async () => {
    const allowance = new RedisAllowance(redis, 'test', 5, 60_000);
    const waits = await Promise.all(Array.from({ length: 50 }, async () => allowance.take(key)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    for (const wait of waits.slice(5)) {
      expect(wait).toBeGreaterThan(59_000);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
  });

  it('gives the next use when the oldest one has left the window, however short that is', async () => {
    const allowance = new RedisAllowance(redis, 'test', 1, 300);
    expect(await allowance.take(key)).toBe(0);
    const wait = await allowance.take(key);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(300);
    await vi.waitFor(async () => expect(await allowance.take(key)).toBe(0), { timeout: 2000, interval: 20 });
  });

  it('looks without counting, and leaves nothing behind', async () => {
    const allowance = new RedisAllowance(redis, 'test', 1, 200);
    expect(await allowance.wait(key)).toBe(0);
    await allowance.take(key);
    expect(await allowance.wait(key)).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await redis.exists(`test:${key}`)).toBe(0), { timeout: 2000, interval: 20 });
  });

  it('answers here what was granted ahead, and gives back what was not used of it', async () => {
    const allowance = new RedisAllowance(redis, 'test', 100, 2000);
    const used = (): Promise<number> => redis.zcard(`test:${key}`);
    expect(await allowance.take(key)).toBe(0);
    // Nobody knows yet whether there will be more.
    expect(await used()).toBe(1);
    expect(await allowance.take(key)).toBe(0);
    expect(await used()).toBe(12);
    // No promise: nobody was asked.
    expect([allowance.take(key), allowance.take(key)]).toEqual([0, 0]);
    await vi.waitFor(
      async () => {
        await allowance.take(randomUUID());
        expect(await used()).toBe(4);
      },
      { timeout: 5000, interval: 20 },
    );
  });

  it('grants nothing ahead when half of it is used', async () => {
    const allowance = new RedisAllowance(redis, 'test', 100, 60_000);
    await Promise.all(Array.from({ length: 50 }, async () => allowance.take(key)));
    await allowance.take(key);
    expect(await redis.zcard(`test:${key}`)).toBe(51);
  });

  it(
    'is never exceeded in any window by nodes that use it now and then and all at once',
    { timeout: 60_000 },
    async () => {
      const limit = 40;
      const windowMs = 500;
      const nodes = Array.from({ length: 3 }, () => new RedisAllowance(redis, 'test', limit, windowMs));
      const given: { from: number; to: number }[] = [];
      const until = performance.now() + 12 * windowMs;
      await Promise.all(
        nodes.map(async (node, index) => {
          while (performance.now() < until) {
            const many = Math.random() < 0.1 ? 20 : 1;
            await Promise.all(
              Array.from({ length: many }, async () => {
                const from = performance.now();
                if ((await node.take(key)) === 0) given.push({ from, to: performance.now() });
              }),
            );
            await lasting(Math.random() * 10 * (index + 1));
          }
        }),
      );
      const most = Math.max(
        ...given.map(
          ({ from: start }) => given.filter(({ from, to }) => from >= start && to < start + windowMs).length,
        ),
      );
      expect(most).toBeLessThanOrEqual(limit);
      expect(given.length).toBeGreaterThan(limit * 6);
    },
  );

  it('goes by a limit that was lowered', async () => {
    const before = new RedisAllowance(redis, 'test', 10, 60_000);
    for (let use = 0; use < 10; use += 1) await before.take(key);
    expect(await new RedisAllowance(redis, 'test', 2, 60_000).take(key)).toBeGreaterThan(59_000);
  });

  it('needs nothing of a Redis that has just started', async () => {
    const server = await startRedis();
    const client = new Redis(server.url);
    onCleanup(() => client.disconnect());
    expect(await new RedisAllowance(client, 'test', 1, 1000).take(key)).toBe(0);
  });
});
