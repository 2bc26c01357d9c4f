import { expect, it, vi } from 'vitest';

import type { Database } from '../database/database.js';
import type { RedisConnection } from '../realtime/cluster/redis-connection.js';
import { DependencyWatch } from './dependency-watch.js';

type Redis = Pick<RedisConnection, 'configured' | 'available'>;

function watching(ping: () => Promise<void>, redis: Redis = { configured: false, available: false }): DependencyWatch {
  return new DependencyWatch({ ping } as Database, redis as RedisConnection);
}

it('tells how the database was when it was last asked', async () => {
  const ping = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue();
  const watch = watching(ping);
  expect(watch.states().database).toBe('up');
  await vi.waitFor(() => expect(watch.states().database).toBe('down'));
  await vi.waitFor(() => expect(watch.states().database).toBe('up'));
});

it('asks one question at a time', () => {
  const ping = vi.fn<() => Promise<void>>().mockReturnValue(new Promise(() => undefined));
  const watch = watching(ping);
  for (let index = 0; index < 5; index += 1) watch.states();
  expect(ping).toHaveBeenCalledTimes(1);
});

it('tells whether Redis is there, away or not configured', () => {
  const of = (configured: boolean, available: boolean): string =>
    watching(async () => undefined, { configured, available }).states().redis;
  expect(of(true, true)).toBe('up');
  expect(of(true, false)).toBe('degraded');
  expect(of(false, false)).toBe('off');
});
