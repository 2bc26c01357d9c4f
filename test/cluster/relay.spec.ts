import { beforeAll, describe, expect, it } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
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
