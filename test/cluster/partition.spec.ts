import type { Socket } from 'socket.io-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { UsersService } from '../../src/auth/users.service.js';
import { RoughNetwork } from '../client/support/rough-network.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, request, type Collected } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

/** The latest that a message reaches the other node, whatever is cut. */
const LATEST_MS = 5000;
/** Within which a change made on a node that is cut off is in effect on the others: half a minute, and what a busy machine adds. */
const COMPARED_MS = 35_000;
/** Within which a command is answered. */
const ANSWER_MS = 5000 + 500;

// Real: two applications in this process, PostgreSQL, Redis, and a link to each for the second node alone, that is cut.
describe('two nodes, one of which is cut off', () => {
  let toRedis: RoughNetwork;
  let toPostgres: RoughNetwork;
  let nodes: [TestApp, TestApp];
  let layla: Socket;
  let omar: Socket;
  let atLayla: Collected<Message>;
  let atOmar: Collected<Message>;

  beforeEach(async () => {
    const env = { REDIS_URL: (await startRedis()).url, DATABASE_URL: await createDatabase() };
    toRedis = await RoughNetwork.to(env.REDIS_URL);
    toPostgres = await RoughNetwork.to(env.DATABASE_URL);
    const cut = { REDIS_URL: through(toRedis, env.REDIS_URL), DATABASE_URL: through(toPostgres, env.DATABASE_URL) };
    nodes = [await startApp({ env }), await startApp({ env: cut })];
    await nodes[0].conversation('general', ['layla', 'omar']);
    layla = await nodes[0].connect('/chat', 'layla');
    omar = await nodes[1].connect('/chat', 'omar');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId: 'general' });
    atLayla = collect<Message>(layla, 'chat:message');
    atOmar = collect<Message>(omar, 'chat:message');
  });

  const say = (socket: Socket): Promise<Message> =>
    command<Message>(socket, 'chat:message', { conversationId: 'general', content: 'a word' });

  async function bothHave(count: number): Promise<void> {
    for (const messages of await Promise.all([atLayla, atOmar].map((at) => at.until(count, LATEST_MS)))) {
      expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    }
  }

  const cuts = { refused: 'reset', silent: 'silence' } as const;

  it.each(Object.keys(cuts) as (keyof typeof cuts)[])('from Redis, %s: messages come all the same', async (how) => {
    toRedis.refusing = true;
    toRedis.cut(cuts[how]);
    for (let count = 2; count <= 10; count += 2) {
      await Promise.all([say(layla), say(omar)]);
      await bothHave(count);
    }
    toRedis.refusing = false;
    // And what is beside them, once it is back.
    await vi.waitFor(async () => {
      const typing = next(layla, 'user:typing', { timeoutMs: 500 });
      await command(omar, 'chat:typing', { conversationId: 'general', isTyping: true });
      await typing;
    }, 15_000);
  });

  it('from Redis: what it changes is in effect on the other within half a minute', { timeout: 60_000 }, async () => {
    toRedis.refusing = true;
    toRedis.cut('reset');
    const ended = next(layla, 'disconnect', { timeoutMs: COMPARED_MS });
    await nodes[1].get(UsersService).revoke('layla');
    await ended;
  });

  it.each(Object.keys(cuts) as (keyof typeof cuts)[])(
    'from PostgreSQL, %s: its clients are told so in time, the others notice nothing',
    { timeout: 60_000 },
    async (how) => {
      toPostgres.refusing = true;
      toPostgres.cut(cuts[how]);
      const start = performance.now();
      const refused = request(omar, 'chat:message', { conversationId: 'general', content: 'a word' });
      expect((await say(layla)).seq).toBe(1);
      // Redis carries the message itself.
      await bothHave(1);
      expect((await refused).error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(performance.now() - start).toBeLessThan(ANSWER_MS);
      const readiness = await Promise.all(nodes.map(async ({ url }) => (await fetch(`${url}/health/ready`)).status));
      expect(readiness).toEqual([200, 503]);
      toPostgres.refusing = false;
      const { seq } = await vi.waitFor(() => say(omar), 15_000);
      await bothHave(seq);
    },
  );
});

function through(network: RoughNetwork, url: string): string {
  const rerouted = new URL(url);
  rerouted.port = new URL(network.url).port;
  return rerouted.href;
}
