import type { Socket } from 'socket.io-client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { collect, command, connect, next, refused, request, type ConnectOptions } from '../support/client.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { Scene } from './support/scene.js';

/** Within this, a change made on one node is in effect on every other. */
const EVERYWHERE_MS = 2000;
const NODES = [0, 1, 2];

// Real: three node processes, Redis, PostgreSQL. Every change is made through the first node, while others talk.
describe('on every node, within 2 s', () => {
  let fleet: Fleet;
  let bystanders: Scene;

  beforeAll(async () => {
    fleet = await startFleet();
    bystanders = await Scene.open(fleet, { conversationId: 'bystanders' });
    bystanders.talk(50);
  });

  beforeEach(async () => {
    await fleet.conversation('general', ['layla', 'omar']);
  });

  const connectAll = (namespace: string, userId: string, options: ConnectOptions = {}): Promise<Socket[]> =>
    Promise.all(
      NODES.map((index) => connect(fleet.urlOf(index), namespace, { token: fleet.token(userId), ...options })),
    );
  const join = (socket: Socket): Promise<unknown> => command(socket, 'chat:join', { conversationId: 'general' });
  /** Listens from now on for the end of all sockets. */
  const ends = (sockets: readonly Socket[], timeoutMs = EVERYWHERE_MS): Promise<unknown[]> =>
    Promise.all(sockets.map((socket) => next(socket, 'disconnect', { timeoutMs })));
  const codesOfRefusals = (namespace: string, token: string): Promise<unknown[]> =>
    Promise.all(NODES.map(async (index) => (await refused(fleet.urlOf(index), namespace, { token })).data?.code));

  it('the sockets of a revoked user are ended, and the token is refused until there is a newer one', async () => {
    const token = fleet.token('layla');
    const sockets = [
      ...(await connectAll('/', 'layla', { token })),
      ...(await connectAll('/chat', 'layla', { token })),
    ];
    const ended = ends(sockets);
    await fleet.api('POST', '/sessions/revoke', { userId: 'layla' });
    await ended;
    expect(await codesOfRefusals('/chat', token)).toEqual(NODES.map(() => 'AUTH_INVALID'));
    // Tokens tell whole seconds.
    const newer = fleet.token('layla', { issuedAt: Math.floor(Date.now() / 1000) + 1 });
    await connectAll('/chat', 'layla', { token: newer });
  });

  it('the sockets of a disabled user are ended', async () => {
    const ended = ends(await connectAll('/chat', 'omar'));
    await fleet.api('PUT', '/users/omar', { displayName: 'omar', role: 'member', disabled: true });
    await ended;
    expect(await codesOfRefusals('/chat', fleet.token('omar'))).toEqual(NODES.map(() => 'AUTH_USER_DISABLED'));
  });

  it('sockets end with their token', async () => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const sockets = await connectAll('/chat', 'omar', {
      token: fleet.token('omar', { expiresIn: null, claims: { exp } }),
    });
    await ends(sockets, exp * 1000 - Date.now() + EVERYWHERE_MS);
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
  });

  it('a new administrator is let into /admin, and a former one is put out', async () => {
    await fleet.api('PUT', '/users/noor', { displayName: 'noor', role: 'member' });
    expect(await codesOfRefusals('/admin', fleet.token('noor'))).toEqual(NODES.map(() => 'FORBIDDEN'));
    await fleet.api('PUT', '/users/noor', { displayName: 'noor', role: 'admin' });
    const ended = ends(await connectAll('/admin', 'noor'));
    await fleet.api('PUT', '/users/noor', { displayName: 'noor', role: 'member' });
    await ended;
  });

  it('a former administrator has no more rights than others, in rooms that are open already', async () => {
    await fleet.api('PUT', '/users/deputy', { displayName: 'deputy', role: 'admin' });
    await fleet.api('PUT', '/conversations/general/members/deputy');
    const layla = await connect(fleet.urlOf(1), '/chat', { token: fleet.token('layla') });
    await join(layla);
    const { id: messageId } = await command<Message>(layla, 'chat:message', {
      conversationId: 'general',
      content: 'mine',
    });
    const rooms = await connectAll('/chat', 'deputy');
    await Promise.all(rooms.map(join));
    const inboxes = await connectAll('/notifications', 'deputy');
    await Promise.all(inboxes.map((socket) => command(socket, 'notifications:subscribe', { userId: 'layla' })));
    const told = Promise.all(inboxes.map((socket) => next(socket, 'room:revoked', { timeoutMs: EVERYWHERE_MS })));
    await fleet.api('PUT', '/users/deputy', { displayName: 'deputy', role: 'member' });
    expect(await told).toEqual(NODES.map(() => ({ room: 'inbox:layla', reason: 'role' })));
    const codes = await Promise.all(
      rooms.map(async (socket) => {
        const { error } = await request(socket, 'chat:delete', { conversationId: 'general', messageId });
        return error?.code;
      }),
    );
    expect(codes).toEqual(NODES.map(() => 'FORBIDDEN'));
  });

  it('a removed member of a project is out of its room, and the others see it', async () => {
    const projectId = 'film';
    for (const userId of ['layla', 'omar']) {
      await fleet.api('PUT', `/users/${userId}`, { displayName: userId, role: 'member' });
    }
    await fleet.api('PUT', `/projects/${projectId}`, { name: 'Film', memberIds: ['layla', 'omar'] });
    const omar = await connectAll('/projects', 'omar');
    for (const socket of omar) await command(socket, 'project:join', { projectId });
    const layla = await connectAll('/projects', 'layla');
    const lefts = layla.map((socket) => next(socket, 'user:left', { timeoutMs: 2 * EVERYWHERE_MS }));
    for (const socket of layla) await command(socket, 'project:join', { projectId });
    const told = Promise.all(omar.map((socket) => next(socket, 'room:revoked', { timeoutMs: EVERYWHERE_MS })));
    await fleet.api('DELETE', `/projects/${projectId}/members/omar`);
    expect(await told).toEqual(NODES.map(() => ({ room: 'project:film', reason: 'removed' })));
    expect(await Promise.all(lefts)).toEqual(NODES.map(() => ({ userId: 'omar', projectId })));
    const codes = await Promise.all(
      omar.map(
        async (socket) => (await request(socket, 'project:comment', { projectId, comment: 'still?' })).error?.code,
      ),
    );
    expect(codes).toEqual(NODES.map(() => 'FORBIDDEN'));
  });

  it('a removed member is out of the room, hears nothing more, and may come back when added again', async () => {
    const layla = await connect(fleet.urlOf(1), '/chat', { token: fleet.token('layla') });
    await join(layla);
    const sockets = await connectAll('/chat', 'omar');
    await Promise.all(sockets.map(join));
    const told = Promise.all(sockets.map((socket) => next(socket, 'room:revoked', { timeoutMs: EVERYWHERE_MS })));
    await fleet.api('DELETE', '/conversations/general/members/omar');
    for (const notice of await told) expect(notice).toEqual({ room: 'conversation:general', reason: 'removed' });
    const heard = sockets.map((socket) => collect<Message>(socket, 'chat:message'));
    await command(layla, 'chat:message', { conversationId: 'general', content: 'among us' });
    const codes = await Promise.all(
      sockets.map(async (socket) => (await request(socket, 'chat:join', { conversationId: 'general' })).error?.code),
    );
    expect(codes).toEqual(NODES.map(() => 'FORBIDDEN'));
    await fleet.api('PUT', '/conversations/general/members/omar');
    await Promise.all(sockets.map(join));
    await command(layla, 'chat:message', { conversationId: 'general', content: 'welcome back' });
    const items = await Promise.all(heard.map((messages) => messages.until(1)));
    expect(items.map((messages) => messages.map(({ content }) => content))).toEqual(NODES.map(() => ['welcome back']));
  });

  it('and within 8 s while Redis is away, which would tell of it', async () => {
    const [revoked, removed] = await Promise.all([connectAll('/chat', 'layla'), connectAll('/chat', 'omar')]);
    await Promise.all([...revoked, ...removed].map(join));
    await fleet.redis.kill();
    const ended = ends(revoked, 8000);
    const told = Promise.all(removed.map((socket) => next(socket, 'room:revoked', { timeoutMs: 8000 })));
    await fleet.api('POST', '/sessions/revoke', { userId: 'layla' });
    await fleet.api('DELETE', '/conversations/general/members/omar');
    await Promise.all([ended, told]);
  });

  it('and whom none of it concerns has noticed nothing', async () => {
    expect(await bystanders.contradictions()).toEqual([]);
    expect(bystanders.acknowledged).toBe(bystanders.sent);
    expect(bystanders.participants.map(({ losses }) => losses)).toEqual(bystanders.participants.map(() => 0));
  });
});
