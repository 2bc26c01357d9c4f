import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Socket } from 'socket.io-client';

import type { Message, MessagePage } from '../../src/chat/chat.protocol.js';
import { command, next, recordAcks, request, refused, type Reply } from '../support/client.js';
import type { NodeProcess } from '../support/node-process.js';
import { createDatabase, holdLock, startPostgres } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { connectTo, install, joinGeneral, prepareEmbedded, start, tokenOf, type DatabaseKind } from './platform.js';

const KINDS: readonly DatabaseKind[] = ['embedded', 'postgres'];
const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
const conversationId = 'general';
const SOCKETS = 10;
const COMMANDS_EACH = 50;
/** Within which a node that is told to stop has gone: `DRAIN_TIMEOUT_MS`, and what a busy machine may add. */
const DRAIN_MS = 8000 + 1000;
const SHORT_DRAIN_MS = 3000;
const EVERY_STREAM = 'select from streams for update';
/** More than a node closes at once. */
const CROWD = 120;

// Several processes come and go in each test.
vi.setConfig({ testTimeout: 60_000 });
beforeAll(prepareEmbedded);

// Real: the built program, PGlite and PostgreSQL, sockets, signals.
describe.each(KINDS)('a node on %s that is told to stop', (kind) => {
  it.each(SIGNALS)(
    'answers 500 commands in flight at %s exactly once, and keeps what it acknowledged',
    async (signal) => {
      const installation = await install(kind);
      const node = await start(installation);
      const clients = await Promise.all(
        Array.from({ length: SOCKETS }, (_, index) =>
          joinGeneral(node, index % 2 === 0 ? 'layla' : 'omar', {}, index === 0 ? { transports: ['polling'] } : {}),
        ),
      );
      const acks = clients.map(({ socket }) => recordAcks(socket));
      const gone = clients.map(({ socket }) => next<string>(socket, 'disconnect'));
      const answers = clients.flatMap(({ socket }, client) =>
        Array.from({ length: COMMANDS_EACH }, (_, index) => send(socket, `${client}-${index}`)),
      );
      // The first answers: the others are on their way or waiting in the node.
      await Promise.race(answers);
      node.signal(signal);
      const signalledAt = performance.now();
      const replies = await Promise.all(answers);
      expect(await node.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - signalledAt).toBeLessThan(DRAIN_MS);

      const refusals = replies.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
      expect(refusals.filter((code) => code !== 'SHUTTING_DOWN')).toEqual([]);
      for (const ids of acks) expect(new Set(ids)).toHaveProperty('size', ids.length);
      // Not `io server disconnect`, after which a client does not come back by itself.
      expect(new Set(await Promise.all(gone))).toEqual(new Set(['transport close']));

      const restarted = await start(installation);
      const { socket, joined } = await joinGeneral(restarted, 'layla');
      const acknowledged = replies.flatMap(({ data }) => (data === undefined ? [] : [data]));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(joined.seq).toBe(acknowledged.length);
      expect(await history(socket)).toEqual(acknowledged.sort((a, b) => a.seq - b.seq));
    },
  );
});

describe('a node that drains', () => {
  it('takes on nothing new, is not ready, finishes what runs, and minds no second signal', async () => {
    const installation = await install('postgres');
    const node = await start(installation);
    const { socket: layla } = await joinGeneral(node, 'layla');
    const { socket: omar } = await joinGeneral(node, 'omar');
    await command(layla, 'chat:message', { conversationId, content: 'before' });
    const release = await holdLock(String(installation.env['DATABASE_URL']), EVERY_STREAM);
    const stuck = send(layla, 'in flight');
    // Received, since a socket's packets come in order, but stuck behind the lock.
    await command(layla, 'chat:typing', { conversationId, isTyping: false });
    const gone = [next<string>(layla, 'disconnect'), next<string>(omar, 'disconnect')];

    node.signal('SIGTERM');
    await expect.poll(() => readiness(node)).toBe(503);
    node.signal('SIGTERM');
    node.signal('SIGINT');
    expect((await request(omar, 'chat:typing', { conversationId, isTyping: true })).error).toMatchObject({
      code: 'SHUTTING_DOWN',
      retryable: true,
    });
    expect((await refused(node.url, '/chat', { token: tokenOf('noor') })).data).toMatchObject({
      code: 'SHUTTING_DOWN',
    });
    expect((await fetch(`${node.url}/health/live`)).status).toBe(200);

    await release();
    expect((await stuck).data).toMatchObject({ content: 'in flight', seq: 2 });
    expect(await Promise.all(gone)).toEqual(['transport close', 'transport close']);
    expect(await node.exited).toEqual({ code: 0, signal: null });
  });

  it('ends in time although a command never finishes', async () => {
    const installation = await install('postgres', { DRAIN_TIMEOUT_MS: String(SHORT_DRAIN_MS) });
    const node = await start(installation);
    const { socket: layla } = await joinGeneral(node, 'layla');
    await command(layla, 'chat:message', { conversationId, content: 'before' });
    const release = await holdLock(String(installation.env['DATABASE_URL']), EVERY_STREAM);
    const stuck = send(layla, 'in flight');
    await command(layla, 'chat:typing', { conversationId, isTyping: false });
    node.signal('SIGTERM');
    const signalledAt = performance.now();
    expect((await stuck).error?.code).toMatch(/^(SHUTTING_DOWN|UNAVAILABLE)$/);
    expect(await node.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - signalledAt).toBeLessThan(SHORT_DRAIN_MS + 1000);
    await release();
  });

  it.each(['PostgreSQL', 'Redis', 'either'])('ends in time although %s hangs', async (what) => {
    const [postgres, redis] = [await startPostgres(), await startRedis()];
    const env = {
      DATABASE_URL: await createDatabase(postgres.url),
      REDIS_URL: redis.url,
      DRAIN_TIMEOUT_MS: String(SHORT_DRAIN_MS),
    };
    const node = await start(await install('postgres', env));
    const { socket: layla } = await joinGeneral(node, 'layla');
    await command(layla, 'chat:message', { conversationId, content: 'before' });
    const gone = next<string>(layla, 'disconnect');
    if (what !== 'Redis') await postgres.pause();
    if (what !== 'PostgreSQL') redis.pause();
    const stuck = send(layla, 'in flight');
    await command(layla, 'chat:typing', { conversationId, isTyping: false });
    node.signal('SIGTERM');
    const signalledAt = performance.now();
    const { data, error } = await stuck;
    expect(what === 'Redis' ? data?.content : error?.code).toMatch(/^(in flight|SHUTTING_DOWN|UNAVAILABLE)$/);
    expect(await gone).toBe('transport close');
    expect(await node.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - signalledAt).toBeLessThan(SHORT_DRAIN_MS + 1000);
  });

  it('lets a crowd go in groups, one after the other', async () => {
    const node = await start(await install('postgres'));
    const sockets = await Promise.all(
      Array.from({ length: CROWD }, () => connectTo(node, '/', 'layla', { transports: ['websocket'] })),
    );
    const leaving = sockets.map(async (socket) => {
      const reason = await next<string>(socket, 'disconnect');
      return { reason, at: performance.now() };
    });
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    const left = await Promise.all(leaving);
    expect(new Set(left.map(({ reason }) => reason))).toEqual(new Set(['transport close']));
    const times = left.map(({ at }) => at).toSorted((a, b) => a - b);
    const pauses = times.map((at, index) => at - (times[index - 1] ?? at)).filter((pause) => pause > 30);
    expect(pauses.length).toBeGreaterThanOrEqual(5);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(300);
  });

  it('is found again by a client that reconnects by itself', async () => {
    const installation = await install('postgres');
    const node = await start(installation);
    const socket = await connectTo(node, '/chat', 'layla', { reconnection: true, reconnectionDelay: 50 });
    const gone = next<string>(socket, 'disconnect');
    await node.stop();
    expect(await gone).toBe('transport close');
    const back = next(socket, 'connect', { timeoutMs: 25_000 });
    const restarted = await start(installation, { PORT: new URL(node.url).port });
    await back;
    expect(restarted.url).toBe(node.url);
    expect((await request(socket, 'chat:join', { conversationId })).data).toMatchObject({ seq: 0 });
  });
});

function send(socket: Socket, content: string): Promise<Reply<Message>> {
  return request<Message>(socket, 'chat:message', { conversationId, content });
}

async function history(socket: Socket): Promise<Message[]> {
  const messages: Message[] = [];
  for (let more = true; more;) {
    const before = messages[0]?.seq;
    const page = await command<MessagePage>(socket, 'chat:history', { conversationId, limit: 100, before });
    messages.unshift(...page.messages);
    more = page.hasMore;
  }
  return messages;
}

async function readiness({ url }: NodeProcess): Promise<number> {
  return (await fetch(`${url}/health/ready`)).status;
}
