import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { collect, command, next, request } from '../support/client.js';
import type { NodeProcess } from '../support/node-process.js';
import { onCleanup } from '../support/cleanup.js';
import { startRedis } from '../support/redis.js';
import { install, joinGeneral, start } from './platform.js';

const conversationId = 'general';
const PASSWORD = 'a-redis-password';
const LIMIT = 40;

// Real: the built program, Redis and PostgreSQL, and a Redis that dies.
describe('one node with Redis', () => {
  it('works the same while Redis is there, is gone, and is back', async () => {
    const redis = await startRedis({ password: PASSWORD });
    const node = await start(await install('postgres', { REDIS_URL: redis.url, LOG_LEVEL: 'info' }));
    await expect.poll(() => redisOf(node)).toEqual({ code: 200, status: 'up' });
    await talks(node);

    await redis.kill();
    await expect.poll(() => redisOf(node)).toEqual({ code: 200, status: 'degraded' });
    await talks(node);

    await redis.restart();
    await expect.poll(() => redisOf(node), { timeout: 10_000 }).toEqual({ code: 200, status: 'up' });
    await talks(node);
    expect(node.output()).not.toContain(PASSWORD);
    // What the Socket.IO adapter was told of it is none of what it cannot read.
    expect(node.output()).not.toContain('AdapterSubscriber');
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });

  it('counts for the rate limit in memory while Redis is away', async () => {
    const redis = await startRedis();
    const node = await start(
      await install('postgres', { REDIS_URL: redis.url, RATE_LIMIT_EVENTS: String(LIMIT), LOG_LEVEL: 'silent' }),
    );
    await expect.poll(() => redisOf(node)).toEqual({ code: 200, status: 'up' });
    expect(await allowedTo(node, 'layla')).toBe(LIMIT);
    await redis.kill();
    await expect.poll(() => redisOf(node)).toEqual({ code: 200, status: 'degraded' });
    expect(await allowedTo(node, 'omar')).toBe(LIMIT);
    // Redis is away at the end as well, and nothing waits for it.
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });

  it('says so when Redis lets it speak, but not hear', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    onCleanup(() => admin.disconnect());
    const allow = (...rules: string[]): Promise<unknown> => admin.call('ACL', 'SETUSER', 'depth', ...rules);
    // What Redis gives a new user: the keys that are named, and no channel.
    await allow('on', `>${PASSWORD}`, '~depth:*', 'resetchannels', '+@all');
    const url = new URL(redis.url);
    url.username = 'depth';
    url.password = PASSWORD;
    const node = await start(await install('postgres', { REDIS_URL: url.href, LOG_LEVEL: 'warn' }));
    await expect.poll(() => redisOf(node), { timeout: 10_000 }).toEqual({ code: 200, status: 'degraded' });
    // The node looks every second whether it hears, a probe whenever it is asked: the log may be the later of the two.
    await expect.poll(() => node.output(), { timeout: 10_000 }).toContain('what is published to Redis is not heard');
    expect(node.output()).toContain('Redis refuses a subscription');
    await talks(node);
    await joinGeneral(node, 'layla');
    await allow('allchannels');
    await expect.poll(() => redisOf(node), { timeout: 10_000 }).toEqual({ code: 200, status: 'up' });
    // And hears all that it would have heard from the start.
    const listeners = async (channel: string): Promise<unknown> => (await admin.pubsub('NUMSUB', channel))[1];
    await expect.poll(() => listeners('depth:stream:conversation:general'), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => listeners('depth:socket.io-request#/#'), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => admin.pubsub('NUMPAT'), { timeout: 10_000 }).toBe(5);
    await talks(node);
  });

  it('starts without Redis, and serves', async () => {
    const redis = await startRedis();
    await redis.kill();
    const node = await start(await install('postgres', { REDIS_URL: redis.url, LOG_LEVEL: 'silent' }));
    expect(await redisOf(node)).toEqual({ code: 200, status: 'degraded' });
    await talks(node);
    await redis.restart();
    await expect.poll(() => redisOf(node), { timeout: 10_000 }).toEqual({ code: 200, status: 'up' });
    await talks(node);
  });
});

/** Two users talk: messages arrive once and in order, typing arrives, a repeat changes nothing. */
async function talks(node: NodeProcess): Promise<void> {
  const [{ socket: layla }, { socket: omar }] = await Promise.all([
    joinGeneral(node, 'layla'),
    joinGeneral(node, 'omar'),
  ]);
  const seen = collect<Message>(omar, 'chat:message');
  const typing = next(omar, 'user:typing');
  await command(layla, 'chat:typing', { conversationId, isTyping: true });
  expect(await typing).toEqual({ userId: 'layla', conversationId, isTyping: true });
  const sent = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      command<Message>(layla, 'chat:message', { conversationId, content: `message ${index}` }),
    ),
  );
  await seen.until(20);
  expect(seen.items).toEqual(sent);
  layla.disconnect();
  omar.disconnect();
}

/** How many of twice the limit's commands are let through. */
async function allowedTo(node: NodeProcess, userId: string): Promise<number> {
  const { socket } = await joinGeneral(node, userId);
  const replies = await Promise.all(
    Array.from({ length: 2 * LIMIT }, () => request(socket, 'chat:typing', { conversationId, isTyping: true })),
  );
  const codes = replies.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
  expect(codes.filter((code) => code !== 'RATE_LIMITED')).toEqual([]);
  // The join was one, too.
  return replies.length - codes.length + 1;
}

async function redisOf({ url }: NodeProcess): Promise<{ code: number; status: string | undefined }> {
  const response = await fetch(`${url}/health/ready`);
  const { details } = (await response.json()) as { details: Record<string, { status: string } | undefined> };
  return { code: response.status, status: details['redis']?.status };
}
