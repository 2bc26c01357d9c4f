import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { RedisConnection } from '../../src/realtime/cluster/redis-connection.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup, tracked } from '../support/cleanup.js';
import { collect, command, next } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { Child } from '../support/services/child.js';
import { freePort } from '../support/services/free-port.js';
import { redisFolder } from '../support/services/programs.js';

const SLOTS = 16_384;

function portOf(url: string): string {
  return new URL(url).port;
}

async function ask<T>(port: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(Number(port), '127.0.0.1');
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Three masters that share the slots. */
async function startRedisCluster(): Promise<string> {
  const servers = await Promise.all([1, 2, 3].map(() => startRedis({ args: ['--cluster-enabled', 'yes'] })));
  const ports = servers.map(({ url }) => portOf(url));
  const [first = ''] = ports;
  for (const [index, port] of ports.entries()) {
    await ask(port, async (redis) => {
      const [from, to] = [Math.ceil((index * SLOTS) / 3), Math.ceil(((index + 1) * SLOTS) / 3) - 1];
      await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', first);
    });
  }
  for (const port of ports) {
    await vi.waitFor(
      async () => expect(await ask(port, (redis) => redis.cluster('INFO'))).toContain('cluster_state:ok'),
      { timeout: 20_000, interval: 200 },
    );
  }
  return `redis-cluster://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
}

/** One master, watched by one sentinel. */
async function startSentinel(): Promise<string> {
  const master = await startRedis();
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-test-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${portOf(master.url)} 1\n`);
  const sentinel = new Child(join(await redisFolder(), 'redis-server'), [file, '--sentinel']);
  tracked({ stop: () => sentinel.stop() });
  await sentinel.waitForOutput(/\+monitor master main/, 20_000);
  return `redis-sentinel://127.0.0.1:${port}#main`;
}

// Real: two applications in this process, PostgreSQL, and Redis in the form that the URL names.
describe.each([
  ['a Redis cluster', startRedisCluster],
  ['sentinels', startSentinel],
])('two nodes over %s', (_what, start) => {
  it('hear each other at once, in streams and beside them', async () => {
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: await start() };
    const nodes: [TestApp, TestApp] = [await startApp({ env }), await startApp({ env })];
    for (const node of nodes) {
      await vi.waitFor(async () => expect(await node.get(RedisConnection).ping()).toBe('up'), { timeout: 10_000 });
    }
    await nodes[0].conversation('general', ['layla', 'omar']);
    const layla = await nodes[0].connect('/chat', 'layla');
    const omar = await nodes[1].connect('/chat', 'omar');
    await command(layla, 'chat:join', { conversationId: 'general' });
    await command(omar, 'chat:join', { conversationId: 'general' });
    const typing = next(omar, 'user:typing');
    await command(layla, 'chat:typing', { conversationId: 'general', isTyping: true });
    expect(await typing).toEqual({ userId: 'layla', conversationId: 'general', isTyping: true });
    const seen = collect<Message>(omar, 'chat:message');
    const started = performance.now();
    for (let index = 0; index < 20; index += 1) {
      await command(layla, 'chat:message', { conversationId: 'general', content: `message ${index}` });
      await seen.until(index + 1);
    }
    // Through the comparison with the log alone, each would take up to two seconds.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(seen.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});
