import { inject } from 'vitest';
import { tracked } from './cleanup.js';
import { RedisServer, type RedisOptions } from './services/redis-server.js';

/** The Redis that all tests share. Nobody stops it or flushes it: use keys and channels of your own. */
export function sharedRedisUrl(): string {
  return inject('redisUrl');
}

/** A Redis of the test's own, to be killed, frozen or restarted. Stopped with the test or the file. */
export async function startRedis(options?: RedisOptions): Promise<RedisServer> {
  return tracked(await RedisServer.start(options));
}
