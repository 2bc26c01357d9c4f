import type { Cluster } from 'ioredis';
import { expect, it, vi } from 'vitest';

import { createRedisClient } from '../../src/realtime/cluster/redis-client.js';
import { RedisHeartbeat } from '../../src/realtime/cluster/redis-heartbeat.js';
import { RedisSubscriber } from '../../src/realtime/cluster/redis-subscriber.js';
import { onCleanup } from '../support/cleanup.js';
import { startRedisCluster } from './support/redis-topologies.js';

/** Longer than a subscriber waits before it makes a silent connection anew. */
const LOOKUP_MS = 5000;

// Real: a Redis cluster. Only the answers of the name server are late.
it('a cluster is found again though its names are slow to resolve', { timeout: 120_000 }, async () => {
  const { url } = await startRedisCluster();
  const address = { url: url.replaceAll('127.0.0.1', 'localhost') };
  const publisher = createRedisClient(address, 'eager');
  const client = createRedisClient(address, 'patient') as Cluster;
  const heartbeat = new RedisHeartbeat(publisher);
  const subscriber = new RedisSubscriber(client, publisher, heartbeat);
  onCleanup(() => {
    for (const part of [heartbeat, subscriber]) part.stop();
    publisher.disconnect();
  });
  heartbeat.start();
  subscriber.start();
  const hears = (hearing: boolean): Promise<void> =>
    vi.waitFor(() => expect(subscriber.hears).toBe(hearing), { timeout: 30_000, interval: 50 });
  await hears(true);

  let lookups = 0;
  client.options.dnsLookup = (_name, done) => {
    lookups += 1;
    setTimeout(() => done(null, '127.0.0.1', 4), LOOKUP_MS);
  };
  client.disconnect(true);
  await hears(false);
  await hears(true);
  expect(lookups).toBe(1);
});
