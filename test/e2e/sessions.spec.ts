import type { Socket } from 'socket.io-client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { UserStore } from '../../src/auth/user.store.js';
import { UsersService } from '../../src/auth/users.service.js';
import type { Message } from '../../src/chat/chat.protocol.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import { NAMESPACES } from '../../src/realtime/sockets/room.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected, createClient, next, refused, request } from '../support/client.js';

/** What `count` sockets are told before they are ended. */
interface Ending {
  readonly errors: readonly ErrorBody[];
  readonly reasons: readonly string[];
}

// Real: the application, PostgreSQL, sockets.
describe('a session', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    await app.users('layla', 'omar', 'admin');
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is told of itself on `/`', async () => {
    const expiresIn = 3600;
    const before = Date.now();
    const socket = createClient(app.url, '/', { token: app.token('layla', { expiresIn }) });
    const ready = next<Record<string, unknown>>(socket, 'session:ready');
    await connected(socket);
    const { expiresAt, serverTime, sessionId, ...rest } = await ready;
    expect(rest).toEqual({
      userId: 'layla',
      role: 'member',
      limits: { maxPayloadBytes: 65536, events: 100_000, windowMs: 60_000 },
    });
    expect(sessionId).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect(sessionId).not.toBe(socket.id);
    expect(sessionId).not.toBe(socket.io.engine.id);
    for (const time of [expiresAt, serverTime]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(String(serverTime)) - before)).toBeLessThan(10_000);
    expect(Date.parse(String(expiresAt))).toBeGreaterThan(before + (expiresIn - 2) * 1000);
  });

  it('has no end when its token has none', async () => {
    const socket = createClient(app.url, '/', { token: app.token('admin', { expiresIn: null }) });
    const ready = next(socket, 'session:ready');
    await connected(socket);
    expect(await ready).toMatchObject({ role: 'admin', expiresAt: null });
  });

  it('is warned a minute before its token expires', async () => {
    const token = app.token('layla', { expiresIn: 62 });
    const expiresAt = secondsOf(token, 'exp') * 1000;
    const socket = await app.connect('/chat', 'layla', { token });
    expect(await next(socket, 'session:expiring')).toEqual({ expiresAt: new Date(expiresAt).toISOString() });
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt - 60_000 - 50);
    expect(Date.now()).toBeLessThan(expiresAt - 50_000);
  });

  it('is warned at once when less is left, and ends in every namespace when its token expires', async () => {
    const token = app.token('admin', { expiresIn: 2 });
    const expiresAt = secondsOf(token, 'exp') * 1000;
    const sockets = NAMESPACES.map((namespace) => createClient(app.url, namespace, { token, locale: 'en' }));
    const warned = sockets.map((socket) => next(socket, 'session:expiring'));
    const ending = endingOf(sockets);
    await Promise.all(sockets.map((socket) => connected(socket)));
    for (const warning of await Promise.all(warned)) {
      expect(warning).toEqual({ expiresAt: new Date(expiresAt).toISOString() });
    }
    expectEnding(await ending, 'AUTH_EXPIRED', 'The token has expired');
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt - 50);
    expect(Date.now()).toBeLessThan(expiresAt + 5000);
  });

  it('ends in every namespace when the user is revoked, until there is a newer token', async () => {
    const token = app.token('admin');
    const sockets = await everywhere(token);
    const other = await app.connect('/', 'layla');
    const ending = endingOf(sockets);
    await app.get(UsersService).revoke('admin');
    expectEnding(await ending, 'AUTH_INVALID', 'رمز مميز غير صالح');
    for (const namespace of NAMESPACES) {
      expect((await refused(app.url, namespace, { token })).data?.code).toBe('AUTH_INVALID');
    }
    const newer = app.token('admin', { issuedAt: Math.floor(Date.now() / 1000) + 1 });
    await everywhere(newer);
    expect(other.connected).toBe(true);
  });

  it('ends in every namespace when the user is disabled, until the user is not', async () => {
    await app.get(UsersService).upsert('noor', { displayName: 'noor', role: 'admin' });
    const sockets = await everywhere(app.token('noor'));
    const other = await app.connect('/', 'layla');
    const ending = endingOf(sockets);
    await app.get(UsersService).upsert('noor', { displayName: 'noor', role: 'admin', disabled: true });
    expectEnding(await ending, 'AUTH_USER_DISABLED', 'حساب المستخدم معطّل');
    expect((await refused(app.url, '/', { token: app.token('noor') })).data?.code).toBe('AUTH_USER_DISABLED');
    await app.get(UsersService).upsert('noor', { displayName: 'noor', role: 'admin' });
    await everywhere(app.token('noor'));
    expect(other.connected).toBe(true);
  });

  it.each([
    ['revoked', 'AUTH_INVALID', (users: UsersService, id: string) => users.revoke(id)],
    ['disabled', 'AUTH_USER_DISABLED', (users: UsersService, id: string) => disable(users, id)],
    ['demoted', 'FORBIDDEN', (users: UsersService, id: string) => demote(users, id)],
  ])('does not begin when the user is %s while being looked up', async (how, code, change) => {
    const users = app.get(UsersService);
    const store = app.get(UserStore);
    // Not announced: nobody else looks it up.
    await store.upsert({ id: how, displayName: how, role: 'admin', disabled: false });
    const lookUp = store.findAll.bind(store);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const lookedUp = new Promise<void>((resolve) => {
      vi.spyOn(store, 'findAll').mockImplementation(async (userIds) => {
        const found = await lookUp(userIds);
        if (!userIds.includes(how)) return found;
        resolve();
        await held;
        return found;
      });
    });
    const outcome = refused(app.url, '/admin', { token: app.token(how) });
    await lookedUp;
    await change(users, how);
    answer();
    expect((await outcome).data?.code).toBe(code);
  });

  it('loses and gains what goes with a role while it lasts', async () => {
    await app.get(UsersService).upsert('sami', { displayName: 'sami', role: 'admin' });
    const root = await app.connect('/', 'sami');
    const admin = await app.connect('/admin', 'sami');
    const announcement = { message: 'مرحبا', rooms: ['user:sami'] };
    expect((await request(root, 'announcement', announcement)).data).toBeDefined();
    const ending = endingOf([admin]);
    await app.get(UsersService).upsert('sami', { displayName: 'sami', role: 'member' });
    expectEnding(await ending, 'FORBIDDEN', 'غير مسموح بهذا الإجراء');
    expect(root.connected).toBe(true);
    expect((await request(root, 'announcement', announcement)).error?.code).toBe('FORBIDDEN');
    expect((await refused(app.url, '/admin', { token: app.token('sami') })).data?.code).toBe('FORBIDDEN');
    await app.get(UsersService).upsert('sami', { displayName: 'sami', role: 'admin' });
    await app.connect('/admin', 'sami');
    await expect.poll(async () => (await request(root, 'announcement', announcement)).error).toBeUndefined();
  });

  it('on long-polling gets everything that another of its user gets, in order, once', async () => {
    const conversationId = 'both';
    const projectId = 'both';
    await app.conversation(conversationId, ['layla', 'omar']);
    await app.get(Projects).upsert(projectId, { name: 'Both', memberIds: ['layla', 'omar'] });
    const seen = await Promise.all(
      (['websocket', 'polling'] as const).map(async (transport) => {
        const transports = [transport];
        const chat = await app.connect('/chat', 'layla', { transports });
        const projects = await app.connect('/projects', 'layla', { transports });
        const notifications = await app.connect('/notifications', 'layla', { transports });
        await command(chat, 'chat:join', { conversationId });
        await command(projects, 'project:join', { projectId });
        await command(notifications, 'notifications:subscribe', { userId: 'layla' });
        expect(chat.io.engine.transport.name).toBe(transport);
        return [
          collect<{ seq: number; id: string }>(chat, 'chat:message'),
          collect<{ seq: number; id: string }>(projects, 'project:comment'),
          collect<{ seq: number; id: string }>(notifications, 'notification:new'),
        ] as const;
      }),
    );
    const omar = await app.connect('/chat', 'omar');
    const onProject = await app.connect('/projects', 'omar');
    await command(omar, 'chat:join', { conversationId });
    await command(onProject, 'project:join', { projectId });
    const emitter = app.get(NotificationEmitter);
    const COUNT = 100;
    const acks = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const text = `${index}`;
        const [message, comment, [sent]] = await Promise.all([
          command<Message>(omar, 'chat:message', { conversationId, content: text }),
          command<Message>(onProject, 'project:comment', { projectId, comment: text }),
          emitter.emit(['layla'], { type: 'news', title: text, body: text }),
        ]);
        return [message.id, comment.id, sent!.notificationId] as const;
      }),
    );
    for (const kinds of seen) {
      for (const [kind, collected] of kinds.entries()) {
        const items = await collected.until(COUNT);
        expect(items.map(({ id }) => id)).toEqual(acks.map((ids) => ids[kind]));
        expect(items.map(({ seq }) => seq)).toEqual(acks.map((_, index) => index + 1));
      }
    }
    // Answered over the same connections, after whatever else would have come.
    await Promise.all([
      command(omar, 'chat:history', { conversationId }),
      command(onProject, 'project:history', { projectId }),
    ]);
    for (const kinds of seen) for (const { items } of kinds) expect(items).toHaveLength(COUNT);
  });

  function everywhere(token: string): Promise<Socket[]> {
    return Promise.all(NAMESPACES.map((namespace) => app.connect(namespace, 'whoever', { token })));
  }
});

async function endingOf(sockets: readonly Socket[]): Promise<Ending> {
  const errors = sockets.map((socket) => next<ErrorBody>(socket, 'error'));
  const reasons = sockets.map((socket) => next<string>(socket, 'disconnect'));
  return { errors: await Promise.all(errors), reasons: await Promise.all(reasons) };
}

function expectEnding({ errors, reasons }: Ending, code: ErrorBody['code'], message: string): void {
  for (const error of errors) expect(error).toEqual({ code, message, retryable: false });
  for (const reason of reasons) expect(reason).toBe('io server disconnect');
}

/** A claim of a token, as it stands there. */
function secondsOf(token: string, claim: 'exp' | 'iat'): number {
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, number>;
  return claims[claim]!;
}

async function disable(users: UsersService, id: string): Promise<void> {
  await users.upsert(id, { displayName: id, role: 'admin', disabled: true });
}

async function demote(users: UsersService, id: string): Promise<void> {
  await users.upsert(id, { displayName: id, role: 'member' });
}
