import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { RedisConnection } from '../../src/realtime/cluster/redis-connection.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, type Collected } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { report } from './support/scale.js';
import { startRedisCluster, startSentinel, type Topology } from './support/redis-topologies.js';

/** In which everything goes its usual way again after another server has taken over. */
const TAKEN_OVER_MS = 30_000;
/** The latest that a message reaches the other node, whatever happens to Redis. */
const LATEST_MS = 5000;

// Real: two applications in this process, PostgreSQL, and Redis in the form that the URL names.
describe.each([
  ['a Redis cluster', startRedisCluster],
  ['sentinels', startSentinel],
])('two nodes over %s', (what, start) => {
  let topology: Topology;
  let nodes: [TestApp, TestApp];
  let layla: Socket;
  let omar: Socket;
  let seen: Collected<Message>;

  beforeAll(async () => {
    topology = await start();
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: topology.url };
    nodes = [await startApp({ env }), await startApp({ env })];
    await bothAre('up');
    await nodes[0].conversation('general', ['layla', 'omar']);
    layla = await nodes[0].connect('/chat', 'layla');
    omar = await nodes[1].connect('/chat', 'omar');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId: 'general' });
    seen = collect<Message>(omar, 'chat:message');
  }, 120_000);

  const bothAre = (status: string): Promise<void> =>
    vi.waitFor(
      async () => {
        for (const node of nodes) expect(await node.get(RedisConnection).ping()).toBe(status);
      },
      { timeout: TAKEN_OVER_MS, interval: 100 },
    );

  /** Sends so many messages, each when the one before has come to the other node. Resolves with the longest delay. */
  async function talk(count: number): Promise<number> {
    let longest = 0;
    for (let index = 0; index < count; index += 1) {
      const { seq } = await command<Message>(layla, 'chat:message', { conversationId: 'general', content: 'a word' });
      const sentAt = performance.now();
      await seen.until(seq);
      longest = Math.max(longest, performance.now() - sentAt);
    }
    return longest;
  }

  /** Resolves when streams, and what is beside them, cross Redis and not the database alone. */
  const allCrosses = async (): Promise<void> => {
    const inbox = await nodes[1].connect('/', 'omar');
    const general = await nodes[0].connect('/', 'layla');
    await vi.waitFor(
      async () => {
        const typing = next(omar, 'user:typing', { timeoutMs: 1000 });
        await command(layla, 'chat:typing', { conversationId: 'general', isTyping: true });
        await typing;
        const whisper = next(inbox, 'private:message', { timeoutMs: 1000 });
        await command(general, 'private:message', { userId: 'omar', message: 'psst' });
        await whisper;
        // Through the comparison with the log alone, each would take a second on average.
        const started = performance.now();
        await talk(10);
        expect(performance.now() - started).toBeLessThan(4000);
      },
      { timeout: TAKEN_OVER_MS, interval: 100 },
    );
  };

  it('hear each other at once, in streams and beside them', { timeout: 60_000 }, allCrosses);

  it('go on when its masters fail one after the other', { timeout: 200_000 }, async () => {
    for (let failed = 0; failed < topology.failures; failed += 1) {
      const master = await topology.master(failed);
      const how = failed % 2 === 0 ? 'killed' : 'frozen';
      const failedAt = performance.now();
      if (how === 'killed') await master.kill();
      else master.pause();
      const longest = await talk(10);
      expect(longest).toBeLessThan(LATEST_MS);
      await allCrosses();
      await bothAre('up');
      report(
        `over ${what}, master ${failed + 1} ${how}: a message took ${Math.round(longest)} ms at most, and all crossed ` +
          `Redis again after ${Math.round(performance.now() - failedAt)} ms`,
      );
    }
  });
});
