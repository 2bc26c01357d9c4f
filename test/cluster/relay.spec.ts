import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command, next } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

// Real: two applications in this process, one PostgreSQL, one Redis that the tests may stop.
describe('two nodes', () => {
  let nodes: [TestApp, TestApp];
  let redis: Awaited<ReturnType<typeof startRedis>>;

  beforeAll(async () => {
    redis = await startRedis();
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url };
    nodes = [await startApp({ env }), await startApp({ env })];
  });

  it('show 1,000 pairs of simultaneous messages in one order everywhere', async () => {
    await nodes[0].conversation('pairs', ['layla', 'omar']);
    const layla = await nodes[0].connect('/chat', 'layla');
    const omar = await nodes[1].connect('/chat', 'omar');
    const seen = [layla, omar].map((socket) => collect<Message>(socket, 'chat:message'));
    await command(layla, 'chat:join', { conversationId: 'pairs' });
    await command(omar, 'chat:join', { conversationId: 'pairs' });
    for (let pair = 0; pair < 1000; pair += 1) {
      await Promise.all(
        [layla, omar].map((socket) =>
          command(socket, 'chat:message', { conversationId: 'pairs', content: `pair ${pair}` }),
        ),
      );
    }
    const [atLayla, atOmar] = await Promise.all(seen.map((messages) => messages.until(2000)));
    expect(atLayla?.map(({ seq }) => seq)).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
    expect(atOmar).toEqual(atLayla);
  });

  it('are sent the events of a stream while they have members of it, and no longer', async () => {
    await nodes[0].conversation('quiet', ['layla', 'omar']);
    const client = new Redis(redis.url);
    onCleanup(() => client.disconnect());
    const listening = async (): Promise<unknown> =>
      (await client.pubsub('NUMSUB', 'depth:stream:conversation:quiet'))[1];
    const published = vi.fn();
    const ear = new Redis(redis.url);
    onCleanup(() => ear.disconnect());
    await ear.psubscribe('depth:stream:*');
    ear.on('pmessage', (_pattern, channel: string) => void published(channel));

    expect(await listening()).toBe(0);
    const layla = await nodes[0].connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId: 'quiet' });
    expect(await listening()).toBe(1);
    const omar = await nodes[1].connect('/chat', 'omar');
    const second = await nodes[1].connect('/chat', 'omar');
    for (const socket of [omar, second]) await command(socket, 'chat:join', { conversationId: 'quiet' });
    expect(await listening()).toBe(2);
    // One event, one message on one channel.
    await command(layla, 'chat:message', { conversationId: 'quiet', content: 'psst' });
    await vi.waitFor(() => expect(published.mock.calls).toEqual([['depth:stream:conversation:quiet']]));
    await command(omar, 'chat:leave', { conversationId: 'quiet' });
    expect(await listening()).toBe(2);
    second.disconnect();
    await vi.waitFor(async () => expect(await listening()).toBe(1));
    await command(layla, 'chat:leave', { conversationId: 'quiet' });
    await vi.waitFor(async () => expect(await listening()).toBe(0));
  });

  it('go on without Redis, and tell each other through the log', async () => {
    await nodes[0].conversation('outage', ['layla', 'omar']);
    const layla = await nodes[0].connect('/chat', 'layla');
    const omar = await nodes[1].connect('/chat', 'omar');
    await command(layla, 'chat:join', { conversationId: 'outage' });
    await command(omar, 'chat:join', { conversationId: 'outage' });
    await redis.kill();
    const missed = next<Message>(omar, 'chat:message');
    await command(layla, 'chat:message', { conversationId: 'outage', content: 'without Redis' });
    expect((await missed).content).toBe('without Redis');
    await redis.restart();
  });
});
