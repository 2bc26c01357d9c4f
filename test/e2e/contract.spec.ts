import type { Socket } from 'socket.io-client';
import { expect, it, vi } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import { Conversations } from '../../src/chat/conversations.js';
import { Announcements } from '../../src/general/announcements.js';
import { Projects } from '../../src/projects/projects.js';
import { NAMESPACES, type Namespace } from '../../src/realtime/sockets/room.js';
import { startApp, type TestApp } from '../support/app.js';
import { command } from '../support/client.js';
import { Contract } from '../support/contract/contract.js';
import { seenSoFar } from '../support/contract/watch.js';
import { COMMANDS } from './commands/rows.js';
import { CONVERSATION, PROJECT, World } from './commands/world.js';

/** What follows everything that anyone does: in both vocabularies, in batches or not. */
async function audience(app: TestApp): Promise<void> {
  const join = async (namespace: Namespace, userId: string, event: string, payload: object): Promise<Socket> => {
    await command(await app.connect(namespace, userId, { batch: true }), event, payload);
    const socket = await app.connect(namespace, userId);
    await command(socket, event, payload);
    return socket;
  };
  await join('/chat', 'omar', 'chat:join', { conversationId: CONVERSATION });
  await join('/chat', 'omar', 'conversation:join', { conversationId: CONVERSATION });
  await join('/projects', 'omar', 'project:join', { projectId: PROJECT });
  await join('/notifications', 'layla', 'notifications:subscribe', { userId: 'layla' });
  await join('/', 'omar', 'presence:subscribe', { userIds: ['layla', 'noor'] });
  await command(await join('/admin', 'admin', 'admin:subscribe', {}), 'admin:tail', {});
}

/** What the commands of the table do not bring about. */
async function otherHappenings(app: TestApp, world: World): Promise<void> {
  await app.connect('/', 'noor');
  await world.notification('layla');
  await command(await app.connect('/notifications', 'layla'), 'notification:readAll');
  for (const namespace of NAMESPACES) {
    // Comes with its warning, since less than a minute is left.
    const socket = await app.connect(namespace, 'admin', { token: app.token('admin', { expiresIn: 50 }) });
    socket.emit('no:such:event');
  }
  await app.get(Announcements).announce({ senderId: 'service', message: 'to everyone' });
  await app.get(Conversations).removeMember(CONVERSATION, 'omar');
  await app.get(Projects).removeMember(PROJECT, 'omar');
  await app.users('guest');
  await app.get(UsersService).upsert('guest', { displayName: 'Guest', role: 'admin' });
  const guest = await app.connect('/notifications', 'guest');
  await command(guest, 'notifications:subscribe', { userId: 'layla' });
  await app.get(UsersService).upsert('guest', { displayName: 'Guest', role: 'member' });
}

// Real: the application, PostgreSQL, sockets. Every command of the table, and what else can happen, once.
it('every documented answer and event is seen, and is as documented', async () => {
  const app = await startApp();
  const world = await World.create(app);
  await audience(app);
  for (const row of COMMANDS) {
    const socket = await world.socket(row.namespace, row.sender);
    await command(socket, row.event, await row.valid(world, socket));
  }
  await otherHappenings(app, world);
  const contract = new Contract();
  const documented = (['ack', 'event'] as const).flatMap((part) =>
    contract.documented(part).map((name) => `${part} ${name}`),
  );
  expect(documented.length).toBeGreaterThan(80);
  await vi.waitFor(() => expect(documented.filter((name) => !seenSoFar().has(name))).toEqual([]), { timeout: 10_000 });
});
