import { beforeAll, describe, expect, it } from 'vitest';

import { Projects } from '../../src/projects/projects.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

interface State {
  readonly userId: string;
  readonly status: string;
}

// Real: two applications in this process, one PostgreSQL, one Redis.
describe('who is where, over two nodes', () => {
  let nodes: [TestApp, TestApp];

  beforeAll(async () => {
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: (await startRedis()).url };
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
});
