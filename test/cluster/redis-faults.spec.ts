import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { onCleanup } from '../support/cleanup.js';
import { command, connect, next, request } from '../support/client.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { memoryOf } from './support/memory.js';
import { limit, report } from './support/scale.js';
import { Scene } from './support/scene.js';

const LIMIT = 1000;
const FAULT_MS = 6000;
/** What a node may grow by in that time, at 200 messages a second, in megabytes. */
const GROWTH_MB = 100;
/** What no command may take, however Redis is. */
const ANSWER_MS = 5000;
/** The latest that an event of a stream comes to other nodes. */
const LATEST_MS = 5000;

/** What goes wrong with Redis, and how it is made right. */
interface Fault {
  readonly begin: () => unknown;
  readonly end: () => unknown;
}

// Real: three node processes, Redis, PostgreSQL.
describe('three nodes, and Redis', () => {
  let fleet: Fleet;
  let redis: Redis;

  beforeAll(async () => {
    fleet = await startFleet({ env: { RATE_LIMIT_EVENTS: String(LIMIT), RATE_LIMIT_WINDOW_MS: '20000' } });
    await fleet.conversation('beside', ['layla', 'omar']);
    await fleet.api('PUT', '/projects/film', { name: 'Film', memberIds: ['layla', 'omar'] });
    redis = new Redis(fleet.redis.url, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    onCleanup(() => redis.disconnect());
  });

  const faults: Readonly<Record<string, Fault>> = {
    'is killed and comes back empty': { begin: () => fleet.redis.kill(), end: () => fleet.redis.restart() },
    hangs: { begin: () => fleet.redis.pause(), end: () => fleet.redis.resume() },
    'refuses every command': {
      begin: () => redis.call('ACL', 'SETUSER', 'default', '-@all', '+acl'),
      end: () => redis.call('ACL', 'SETUSER', 'default', '+@all'),
    },
  };

  /** Resolves when every node is ready, and says of Redis that it is so. */
  const everyNodeFinds = (status: string): Promise<void> =>
    vi.waitFor(
      async () => {
        expect(await fleet.readiness()).toEqual(
          Array.from({ length: fleet.size }, () => ({ code: 200, redis: status, database: 'up' })),
        );
      },
      { timeout: 10_000, interval: 100 },
    );

  /** How many commands of a user are let through on the first node, of half as many again as are allowed. */
  async function allowed(userId: string): Promise<number> {
    await fleet.api('PUT', `/users/${userId}`, { displayName: userId, role: 'member' });
    const socket = await connect(fleet.urlOf(0), '/', { token: fleet.token(userId) });
    const started = performance.now();
    const replies = await Promise.all(
      Array.from({ length: LIMIT * 1.5 }, () => request(socket, 'presence:set', { status: 'online' })),
    );
    expect(performance.now() - started).toBeLessThan(ANSWER_MS);
    const refused = replies.filter(({ error }) => error !== undefined);
    expect(new Set(refused.map(({ error }) => error?.code))).toEqual(new Set(['RATE_LIMITED']));
    return replies.length - refused.length;
  }

  /** Resolves when commands are counted over all nodes. */
  async function countedTogether(userId: string): Promise<void> {
    await fleet.api('PUT', `/users/${userId}`, { displayName: userId, role: 'member' });
    const socket = await connect(fleet.urlOf(0), '/', { token: fleet.token(userId) });
    await vi.waitFor(async () => {
      await command(socket, 'presence:set', { status: 'online' });
      expect(await redis.exists(`depth:commands:${userId}`)).toBe(1);
    }, 5000);
  }

  /** Resolves when what happens in a project on one node, and a notification, have come to a user on the others. */
  async function otherStreamsCross(): Promise<void> {
    const on = (node: number, namespace: string, userId: string): ReturnType<typeof connect> =>
      connect(fleet.urlOf(node), namespace, { token: fleet.token(userId) });
    const [layla, omar] = [await on(0, '/projects', 'layla'), await on(1, '/projects', 'omar')];
    for (const socket of [layla, omar]) await command(socket, 'project:join', { projectId: 'film' });
    const inbox = await on(2, '/notifications', 'omar');
    await command(inbox, 'notifications:subscribe', { userId: 'omar' });
    const commented = next(omar, 'project:comment', { timeoutMs: LATEST_MS });
    const notified = next(inbox, 'notification:new', { timeoutMs: LATEST_MS });
    const { data } = await request(layla, 'project:comment', { projectId: 'film', comment: 'without Redis' });
    await fleet.api('POST', '/notifications', { userIds: ['omar'], type: 'note', title: 'A note', body: 'for you' });
    expect(await commented).toEqual(data);
    expect(await notified).toMatchObject({ userId: 'omar', title: 'A note' });
  }

  /** Resolves when what is not part of a stream reaches another node. */
  async function typingCrosses(): Promise<void> {
    const [layla, omar] = await Promise.all(
      ['layla', 'omar'].map((userId, node) => connect(fleet.urlOf(node), '/chat', { token: fleet.token(userId) })),
    );
    if (layla === undefined || omar === undefined) throw new Error('nobody is there');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId: 'beside' });
    await vi.waitFor(async () => {
      const typing = next(omar, 'user:typing', { timeoutMs: 500 });
      await command(layla, 'chat:typing', { conversationId: 'beside', isTyping: true });
      await typing;
    }, 10_000);
  }

  it.each(Object.keys(faults))(
    '%s: they stay ready, and users notice little',
    { timeout: limit(90_000) },
    async (how) => {
      const { begin, end } = faults[how]!;
      const name = how.replaceAll(' ', '-');
      const scene = await Scene.open(fleet, { conversationId: name });
      scene.talk(200);
      await scene.talksAgain(5000);
      await everyNodeFinds('up');
      const before = memoryOf(fleet);

      await begin();
      await everyNodeFinds('degraded');
      expect(await allowed(`${name}-greedy`)).toBe(LIMIT);
      await otherStreamsCross();
      await lasting(FAULT_MS);
      await everyNodeFinds('degraded');
      await scene.everybodyHasAll(5000);
      await end();

      await everyNodeFinds('up');
      const after = memoryOf(fleet);
      await typingCrosses();
      expect(await redis.pubsub('NUMSUB', `depth:stream:conversation:${name}`)).toEqual([
        expect.any(String),
        fleet.size,
      ]);
      await countedTogether(`${name}-again`);
      await scene.talksAgain(5000);
      expect(await scene.contradictions()).toEqual([]);
      expect(scene.acknowledged).toBe(scene.sent);
      report(
        `Redis ${how}: at most ${scene.longestLagMs} ms from the ack to any client; resident memory of the nodes ` +
          `${before.join(', ')} MB before and ${after.join(', ')} MB after`,
      );
      expect(scene.longestLagMs).toBeLessThan(LATEST_MS);
      expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
      expect(Math.max(...after)).toBeLessThan(Math.max(...before) + GROWTH_MB);
    },
  );
});
