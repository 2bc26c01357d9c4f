import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Announcement, PrivateMessage } from '../../src/general/general.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

const NAMESPACES = ['/', '/chat', '/projects', '/notifications'];

// Real: two applications in this process, one PostgreSQL, one Redis.
describe('what is no part of a stream, over two nodes', () => {
  let nodes: [TestApp, TestApp];
  let admin: Socket;

  beforeAll(async () => {
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: (await startRedis()).url };
    nodes = [await startApp({ env }), await startApp({ env })];
    await nodes[0].conversation('general', ['layla', 'omar']);
    await nodes[0].users('admin');
    admin = await nodes[0].connect('/admin', 'admin');
    const far = await nodes[1].connect('/', 'layla');
    await vi.waitFor(async () => {
      const heard = next(far, 'announcement', { timeoutMs: 500 });
      await command(admin, 'admin:announce', { message: 'are you there?' });
      await heard;
    }, 10_000);
    far.disconnect();
  });

  /** The sockets of a user in each namespace, on each node. */
  async function everywhere(userId: string, namespaces: readonly string[]): Promise<Socket[]> {
    return Promise.all(nodes.flatMap((node) => namespaces.map((namespace) => node.connect(namespace, userId))));
  }

  it('announcements come once to every socket of every namespace', async () => {
    const sockets = await everywhere('layla', NAMESPACES);
    const heard = sockets.map((socket) => collect<Announcement>(socket, 'announcement'));
    const sent: unknown[] = [];
    for (const message of ['first', 'second']) sent.push(await command(admin, 'admin:announce', { message }));
    expect(await Promise.all(heard.map((items) => items.until(2)))).toEqual(sockets.map(() => sent));
  });

  it('announcements to rooms come once to who is in them, and to nobody else', async () => {
    const inRoom = await everywhere('layla', ['/chat']);
    // Either vocabulary has a room of its own.
    for (const [index, socket] of inRoom.entries()) {
      await command(socket, index === 0 ? 'chat:join' : 'conversation:join', { conversationId: 'general' });
    }
    const beside = await everywhere('omar', ['/', '/chat']);
    const heard = [...inRoom, ...beside].map((socket) => collect<Announcement>(socket, 'announcement'));
    const toRoom = await command(admin, 'admin:announce', { message: 'here', rooms: ['conversation:general'] });
    const toAll = await command(admin, 'admin:announce', { message: 'everywhere' });
    await Promise.all(inRoom.map((_, index) => heard[index]!.until(2)));
    await Promise.all(heard.map((items) => items.until(1)));
    expect(heard.map(({ items }) => items)).toEqual([
      ...inRoom.map(() => [toRoom, toAll]),
      ...beside.map(() => [toAll]),
    ]);
  });

  it('private messages come once to every device of one user, and to nobody else', async () => {
    const devices = await everywhere('omar', ['/']);
    const others = await everywhere('layla', ['/']);
    const heard = [...devices, ...others].map((socket) => collect<PrivateMessage>(socket, 'private:message'));
    const sent: unknown[] = [];
    for (const [index, from] of others.entries()) {
      sent.push(await command(from, 'private:message', { userId: 'omar', message: `psst ${index}` }));
      await Promise.all(devices.map((_, device) => heard[device]!.until(index + 1)));
    }
    const closed = others.map((socket) => next(socket, 'announcement'));
    await command(admin, 'admin:announce', { message: 'that was all', rooms: ['user:layla'] });
    await Promise.all(closed);
    expect(heard.map(({ items }) => items)).toEqual([...devices.map(() => sent), ...others.map(() => [])]);
  });
});
