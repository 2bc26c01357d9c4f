import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Socket } from 'socket.io-client';

import type {
  Disconnected,
  NodeReport,
  RoomPage,
  SocketPage,
  SocketSummary,
  Stats,
  TailedCommand,
  TailGap,
} from '../../src/admin/admin.protocol.js';
import { UsersService } from '../../src/auth/users.service.js';
import { Conversations } from '../../src/chat/conversations.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { NodeIdentity } from '../../src/realtime/cluster/node-identity.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { collect, command, connect, next, refused, request } from '../support/client.js';
import { startNode } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

type Env = Readonly<Record<string, string>>;

async function services(): Promise<{ env: Env; redis: Awaited<ReturnType<typeof startRedis>> }> {
  const redis = await startRedis();
  return { env: { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url }, redis };
}

async function pair(env: Env): Promise<[TestApp, TestApp]> {
  return [await startApp({ env }), await startApp({ env })];
}

function idOf(node: TestApp): string {
  return node.get(NodeIdentity).id;
}

/** Resolves with the code that the server gives the socket before it ends it. */
async function ended(socket: Socket): Promise<string> {
  const error = next<ErrorBody>(socket, 'error');
  await next(socket, 'disconnect');
  return (await error).code;
}

/** Resolves when both nodes know of each other. */
async function acquainted(nodes: readonly TestApp[], admin: Socket): Promise<void> {
  await vi.waitFor(async () => {
    const reports = await command<NodeReport[]>(admin, 'admin:nodes');
    const { unreachable, sockets } = await command<SocketPage>(admin, 'admin:sockets', { limit: 200 });
    expect(reports).toHaveLength(nodes.length);
    expect(unreachable).toEqual([]);
    expect(new Set(sockets.map(({ nodeId }) => nodeId)).size).toBe(nodes.length);
  }, 15_000);
}

// Real: two applications in this process, one PostgreSQL, one Redis.
describe('/admin over two nodes', () => {
  let nodes: [TestApp, TestApp];
  let admin: Socket;

  beforeAll(async () => {
    nodes = await pair((await services()).env);
    await nodes[0].users('layla', 'omar', 'noor', 'admin');
    admin = await nodes[0].connect('/admin', 'admin');
    await nodes[1].connect('/', 'noor');
    await acquainted(nodes, admin);
  });

  it('describes every node, and adds up their numbers', async () => {
    const reports = await command<NodeReport[]>(admin, 'admin:nodes');
    expect(reports.map(({ nodeId }) => nodeId).sort()).toEqual(nodes.map(idOf).sort());
    expect(reports.map(({ stale }) => stale)).toEqual([false, false]);
    await nodes[1].connect('/chat', 'layla');
    await vi.waitFor(async () => {
      const stats = await command<Stats>(admin, 'admin:stats');
      expect(stats).toMatchObject({ nodes: 2, staleNodes: 0 });
      expect(stats.connections.byNamespace).toMatchObject({ '/': 1, '/chat': 1, '/admin': 1 });
    }, 5000);
    // Who is on two nodes is one user still.
    await nodes[0].connect('/projects', 'layla');
    await vi.waitFor(async () => {
      const { users, connections } = await command<Stats>(admin, 'admin:stats');
      expect([connections.total, users]).toEqual([4, 3]);
    }, 5000);
  });

  it('pages through the sockets of all nodes, each once, the oldest first', async () => {
    await nodes[0].users('many');
    const made: [string | undefined, string][] = [];
    for (let index = 0; index < 9; index += 1) {
      const node = nodes[index % 2]!;
      made.push([(await node.connect('/', 'many')).id, idOf(node)]);
    }
    const seen: SocketSummary[] = [];
    let cursor: string | null | undefined;
    do {
      const page: SocketPage = await command(admin, 'admin:sockets', { userId: 'many', limit: 2, cursor });
      expect(page.unreachable).toEqual([]);
      seen.push(...page.sockets);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Map(seen.map(({ socketId, nodeId }) => [socketId, nodeId]))).toEqual(new Map(made));
    expect(seen).toHaveLength(made.length);
    const ages = seen.map(({ connectedAt }) => connectedAt);
    expect(ages).toEqual(ages.toSorted());
  });

  it('adds up the sockets of a room that is on both, in pages', async () => {
    await nodes[0].conversation('wide', ['layla', 'omar']);
    for (const node of nodes) {
      for (const userId of ['layla', 'omar']) {
        const socket = await node.connect('/chat', userId);
        await command(socket, 'chat:join', { conversationId: 'wide' });
      }
    }
    const counts = new Map<string, number>();
    let cursor: string | null | undefined;
    do {
      const page: RoomPage = await command(admin, 'admin:rooms', { namespace: '/chat', limit: 1, cursor });
      for (const { room, sockets } of page.rooms) counts.set(room, sockets);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(counts.get('chat:wide')).toBe(4);
    expect(counts.get('user:omar')).toBe(2);
  });

  it('refuses a cursor that it did not give out', async () => {
    const { error } = await request(admin, 'admin:sockets', { cursor: 'bad' });
    expect(error?.code).toBe('VALIDATION_FAILED');
  });

  it('disconnects a user everywhere, or one socket wherever it is, and counts them', async () => {
    await nodes[0].users('target');
    const sockets = [await nodes[0].connect('/', 'target'), await nodes[1].connect('/', 'target')];
    const single = await nodes[1].connect('/chat', 'target');
    const alone = ended(single);
    const one: Disconnected = await command(admin, 'admin:disconnect', { socketId: single.id, reason: 'stuck' });
    expect(one).toEqual({ disconnected: 1, unreachable: [] });
    expect(await alone).toBe('FORBIDDEN');
    const all = sockets.map(ended);
    const both: Disconnected = await command(admin, 'admin:disconnect', { userId: 'target', reason: 'abuse' });
    expect(both).toEqual({ disconnected: 2, unreachable: [] });
    expect(await Promise.all(all)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('revokes, disables, demotes and removes on the other node within two seconds', async () => {
    const [here, there] = nodes;
    const users = here.get(UsersService);
    await here.users('revoked', 'disabled', 'removed');
    await users.upsert('demoted', { displayName: 'demoted', role: 'admin' });
    await here.conversation('leaving', ['removed']);
    const token = there.token('revoked');
    const out = [
      await there.connect('/', 'revoked', { token }),
      await there.connect('/', 'disabled'),
      await there.connect('/admin', 'demoted'),
    ].map(ended);
    const removed = await there.connect('/chat', 'removed');
    await command(removed, 'chat:join', { conversationId: 'leaving' });
    const told = next(removed, 'room:revoked');
    const start = performance.now();
    await command(admin, 'admin:revoke', { userId: 'revoked' });
    await users.upsert('disabled', { displayName: 'disabled', role: 'member', disabled: true });
    await users.upsert('demoted', { displayName: 'demoted', role: 'member' });
    await here.get(Conversations).removeMember('leaving', 'removed');
    expect(await Promise.all(out)).toEqual(['AUTH_INVALID', 'AUTH_USER_DISABLED', 'FORBIDDEN']);
    expect(await told).toEqual({ room: 'conversation:leaving', reason: 'removed' });
    expect(performance.now() - start).toBeLessThan(2000);
    expect((await refused(there.url, '/', { token })).data?.code).toBe('AUTH_INVALID');
  });

  describe('admin:tail', () => {
    async function status(socket: Socket): Promise<void> {
      await command(socket, 'presence:set', { status: 'online' });
    }

    it('shows what is done on the other node, to whom it concerns, until they stop', async () => {
      const other = await nodes[0].connect('/admin', 'admin');
      const [layla, omar] = [await nodes[1].connect('/', 'layla'), await nodes[1].connect('/', 'omar')];
      const ofLayla = collect<TailedCommand>(admin, 'admin:tail');
      const ofAll = collect<TailedCommand>(other, 'admin:tail');
      await command(admin, 'admin:tail', { userId: 'layla' });
      await command(other, 'admin:tail', { namespace: '/' });
      await vi.waitFor(async () => {
        await status(omar);
        await status(layla);
        expect(ofLayla.items.length).toBeGreaterThan(0);
        expect(ofAll.items.filter(({ userId }) => userId === 'layla').length).toBeGreaterThan(0);
      }, 5000);
      expect(new Set(ofLayla.items.map(({ userId, nodeId }) => `${userId} ${nodeId}`))).toEqual(
        new Set([`layla ${idOf(nodes[1])}`]),
      );
      expect(new Set(ofAll.items.map(({ userId }) => userId))).toEqual(new Set(['layla', 'omar']));
      expect(JSON.stringify(ofAll.items)).not.toContain('127.0.0.1');

      await command(admin, 'admin:tail', { stop: true });
      const before = ofLayla.items.length;
      const seen = ofAll.items.length;
      await status(layla);
      await ofAll.until(seen + 1);
      expect(ofLayla.items).toHaveLength(before);
      await command(other, 'admin:tail', { stop: true });
    });

    it('says how many commands of another node it left out', async () => {
      const busy = await nodes[1].connect('/', 'noor');
      const lines = collect<TailedCommand | TailGap>(admin, 'admin:tail');
      await command(admin, 'admin:tail', { userId: 'noor' });
      await vi.waitFor(async () => {
        await status(busy);
        expect(lines.items.length).toBeGreaterThan(0);
      }, 5000);
      await Promise.all(Array.from({ length: 300 }, () => status(busy)));
      const isGap = (line: TailedCommand | TailGap): line is TailGap => 'dropped' in line;
      await vi.waitFor(() => expect(lines.items.some(isGap)).toBe(true), 5000);
      expect(lines.items.filter((line) => !isGap(line)).length).toBeLessThan(300);
      await command(admin, 'admin:tail', { stop: true });
    });
  });
});

// Real: one application in this process, another as a process of its own, one PostgreSQL, one Redis.
it('/admin says which node is silent, until it is back or given up', { timeout: 90_000 }, async () => {
  const { env } = await services();
  const here = await startApp({ env });
  await here.users('admin', 'layla');
  const there = await startNode({ env: { ...env, NODE_ENV: 'test', JWT_SECRET: SECRET } });
  await connect(there.url, '/', { token: here.token('layla') });
  const admin = await here.connect('/admin', 'admin');
  const others = async (): Promise<NodeReport[]> =>
    (await command<NodeReport[]>(admin, 'admin:nodes')).filter(({ nodeId }) => nodeId !== idOf(here));
  await vi.waitFor(async () => {
    expect(await others()).toMatchObject([{ stale: false, pid: there.pid }]);
    const { sockets } = await command<SocketPage>(admin, 'admin:sockets', { userId: 'layla' });
    expect(sockets).toHaveLength(1);
  }, 15_000);
  const [{ nodeId }] = (await others()) as [NodeReport];

  there.signal('SIGSTOP');
  const start = performance.now();
  const { unreachable } = await command<SocketPage>(admin, 'admin:sockets', { userId: 'layla' });
  expect(unreachable).toEqual([nodeId]);
  expect(performance.now() - start).toBeLessThan(2500);
  const order = { userId: 'layla', reason: 'x' };
  expect(await command(admin, 'admin:disconnect', order)).toEqual({ disconnected: 0, unreachable: [nodeId] });
  await vi.waitFor(async () => expect(await others()).toMatchObject([{ nodeId, stale: true }]), 10_000);
  expect(await command<Stats>(admin, 'admin:stats')).toMatchObject({ nodes: 2, staleNodes: 1 });

  there.signal('SIGCONT');
  await vi.waitFor(async () => expect(await others()).toMatchObject([{ nodeId, stale: false }]), 10_000);

  await there.kill();
  await vi.waitFor(async () => expect(await others()).toEqual([]), { timeout: 40_000, interval: 500 });
  expect((await command<SocketPage>(admin, 'admin:sockets')).unreachable).toEqual([]);
});

// Real: two applications in this process, one PostgreSQL, one Redis that is away.
describe('/admin without Redis', () => {
  it('shows what is known, says what is not, and waits for nobody', async () => {
    const { env, redis } = await services();
    const nodes = await pair(env);
    await nodes[0].users('layla', 'admin');
    const admin = await nodes[0].connect('/admin', 'admin');
    const layla = await nodes[1].connect('/', 'layla');
    await acquainted(nodes, admin);
    await redis.kill();
    const unreachable = [idOf(nodes[1])];
    await vi.waitFor(async () => {
      const start = performance.now();
      const page = await command<SocketPage>(admin, 'admin:sockets');
      expect(page).toMatchObject({ unreachable, sockets: [{ nodeId: idOf(nodes[0]) }] });
      expect(performance.now() - start).toBeLessThan(500);
    }, 5000);
    const order = { socketId: layla.id, reason: 'x' };
    expect(await command(admin, 'admin:disconnect', order)).toEqual({ disconnected: 0, unreachable });
    await vi.waitFor(async () => {
      const stats = await command<Stats>(admin, 'admin:stats');
      expect(stats).toMatchObject({ nodes: 2, staleNodes: 1, connections: { total: 2 } });
    }, 10_000);
    await redis.restart();
    await vi.waitFor(async () => {
      expect(await command<Stats>(admin, 'admin:stats')).toMatchObject({ nodes: 2, staleNodes: 0 });
      expect((await command<SocketPage>(admin, 'admin:sockets')).sockets).toHaveLength(2);
    }, 10_000);
  });

  it.each(['away', 'hanging'] as const)('changes of users and members take effect while it is %s', async (how) => {
    const { env, redis } = await services();
    const [here, there] = await pair(env);
    const users = here.get(UsersService);
    await here.users('revoked', 'disabled', 'removed', 'stays');
    await users.upsert('demoted', { displayName: 'demoted', role: 'admin' });
    await here.conversation('leaving', ['removed', 'stays']);
    const out = [
      await there.connect('/', 'revoked'),
      await there.connect('/', 'disabled'),
      await there.connect('/admin', 'demoted'),
    ].map(ended);
    const removed = await there.connect('/chat', 'removed');
    const stays = await there.connect('/chat', 'stays');
    for (const socket of [removed, stays]) await command(socket, 'chat:join', { conversationId: 'leaving' });
    const told = next(removed, 'room:revoked');
    const passed = collect(stays, 'room:revoked');
    const start = performance.now();
    if (how === 'away') await redis.kill();
    else redis.pause();
    await users.revoke('revoked');
    await users.upsert('disabled', { displayName: 'disabled', role: 'member', disabled: true });
    await users.upsert('demoted', { displayName: 'demoted', role: 'member' });
    await here.get(Conversations).removeMember('leaving', 'removed');
    expect(await Promise.all(out)).toEqual(['AUTH_INVALID', 'AUTH_USER_DISABLED', 'FORBIDDEN']);
    expect(await told).toEqual({ room: 'conversation:leaving', reason: 'removed' });
    expect(performance.now() - start).toBeLessThan(9000);
    await command(stays, 'chat:message', { conversationId: 'leaving', content: 'still here' });
    expect(passed.items).toEqual([]);
  });

  it('a change that was lost takes effect soon after it is back', async () => {
    const { env, redis } = await services();
    const [here, there] = await pair(env);
    await here.users('revoked');
    await here.conversation('leaving', ['removed']);
    const out = ended(await there.connect('/', 'revoked'));
    const removed = await there.connect('/chat', 'removed');
    await command(removed, 'chat:join', { conversationId: 'leaving' });
    const told = next(removed, 'room:revoked');
    await redis.kill();
    await here.get(UsersService).revoke('revoked');
    await here.get(Conversations).removeMember('leaving', 'removed');
    await redis.restart();
    const start = performance.now();
    expect(await out).toBe('AUTH_INVALID');
    await told;
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
