import { beforeAll, describe, expect, it } from 'vitest';

import { Projects } from '../../src/projects/projects.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { collect, command, connect, next } from '../support/client.js';
import { startNode } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

/** Within this the users of a killed node are gone on every other. */
const GONE_MS = 30_000;

interface State {
  readonly userId: string;
  readonly status: string;
}

// Real: two applications in this process, one PostgreSQL, one Redis.
describe('who is where, over two nodes', () => {
  let nodes: [TestApp, TestApp];
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    env = { DATABASE_URL: await createDatabase(), REDIS_URL: (await startRedis()).url };
    nodes = [await startApp({ env }), await startApp({ env })];
    await nodes[0].users('layla', 'omar', 'noor');
  });

  it('knows a user as online from the first socket to the last, on whichever node', async () => {
    const noor = await nodes[1].connect('/', 'noor');
    const { states } = await command<{ states: State[] }>(noor, 'presence:subscribe', { userIds: ['layla'] });
    expect(states).toMatchObject([{ userId: 'layla', status: 'offline' }]);
    const seen = collect<State>(noor, 'presence:update');
    const here = await nodes[0].connect('/', 'layla');
    await seen.until(1);
    const there = await nodes[1].connect('/chat', 'layla');
    await command(here, 'presence:set', { status: 'away' });
    await seen.until(2);
    here.disconnect();
    there.disconnect();
    await seen.until(3);
    expect(seen.items.map(({ status }) => status)).toEqual(['online', 'away', 'offline']);
  });

  it('tells a project of its users once, however many nodes they are on', async () => {
    await nodes[0].get(Projects).upsert('film', { name: 'Film', memberIds: ['layla', 'omar'] });
    const omar = await nodes[1].connect('/projects', 'omar');
    await command(omar, 'project:join', { projectId: 'film' });
    const joined = collect(omar, 'user:joined');
    const left = next(omar, 'user:left');
    const sockets = [await nodes[0].connect('/projects', 'layla'), await nodes[1].connect('/projects', 'layla')];
    for (const socket of sockets) await command(socket, 'project:join', { projectId: 'film' });
    await joined.until(1);
    for (const socket of sockets) socket.disconnect();
    expect(await left).toEqual({ userId: 'layla', projectId: 'film' });
    expect(joined.items).toEqual([{ userId: 'layla', projectId: 'film' }]);
  });

  // Real, too: a third node as a process of its own.
  it('forgets at once who was on a node that is told to stop', { timeout: 60_000 }, async () => {
    const third = await startNode({ env: { ...env, NODE_ENV: 'test', JWT_SECRET: SECRET } });
    const noor = await nodes[1].connect('/', 'noor');
    const seen = collect<State>(noor, 'presence:update');
    await command(noor, 'presence:subscribe', { userIds: ['layla', 'omar'] });
    await nodes[0].connect('/chat', 'omar');
    for (const userId of ['layla', 'omar']) await connect(third.url, '/', { token: nodes[0].token(userId) });
    await seen.until(2);
    // Not the twenty seconds after which a node is given up. Omar is still elsewhere.
    const [exit] = await Promise.all([third.stop(), seen.until(3, 10_000)]);
    expect(exit).toEqual({ code: 0, signal: null });
    expect(seen.items.slice(2)).toMatchObject([{ userId: 'layla', status: 'offline' }]);
  });

  // Real, too: a third node as a process of its own.
  it('forgets within 30 s who was on a node that is killed, and nobody else', { timeout: 90_000 }, async () => {
    await nodes[0].get(Projects).upsert('series', { name: 'Series', memberIds: ['layla', 'omar', 'noor'] });
    const third = await startNode({ env: { ...env, NODE_ENV: 'test', JWT_SECRET: SECRET } });
    const onThird = (namespace: string, userId: string): ReturnType<typeof connect> =>
      connect(third.url, namespace, { token: nodes[0].token(userId) });
    const witnesses = await Promise.all(
      nodes.map(async (node) => {
        const general = await node.connect('/', 'noor');
        await command(general, 'presence:subscribe', { userIds: ['layla', 'omar'] });
        const project = await node.connect('/projects', 'noor');
        await command(project, 'project:join', { projectId: 'series' });
        return { presence: collect<State>(general, 'presence:update'), left: collect(project, 'user:left'), project };
      }),
    );
    const arrived = witnesses.map(({ project }) => collect(project, 'user:joined'));
    // Layla is there alone, Omar also elsewhere.
    for (const userId of ['layla', 'omar']) {
      await command(await onThird('/projects', userId), 'project:join', { projectId: 'series' });
    }
    const omar = await nodes[1].connect('/projects', 'omar');
    await command(omar, 'project:join', { projectId: 'series' });
    await Promise.all(arrived.map((joined) => joined.until(2)));
    await Promise.all(witnesses.map(({ presence }) => presence.until(2)));

    await third.kill();
    const killedAt = performance.now();
    await Promise.all(
      witnesses.map(({ presence, left }) => Promise.all([presence.until(3, GONE_MS), left.until(1, GONE_MS)])),
    );
    expect(performance.now() - killedAt).toBeLessThan(GONE_MS);
    for (const { presence, left } of witnesses) {
      expect(presence.items.slice(2)).toMatchObject([{ userId: 'layla', status: 'offline' }]);
      expect(left.items).toEqual([{ userId: 'layla', projectId: 'series' }]);
    }
  });
});
