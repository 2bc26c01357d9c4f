import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Socket } from 'socket.io-client';

import type {
  AuditEntry,
  AuditPage,
  Disconnected,
  NodeReport,
  Revoked,
  RoomPage,
  SocketPage,
  Stats,
  TailedCommand,
  TailGap,
} from '../../src/admin/admin.protocol.js';
import { UsersService } from '../../src/auth/users.service.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import type { Announcement, PrivateMessage } from '../../src/general/general.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected, next, recordAcks, refused, request } from '../support/client.js';
import { createDatabase, startPostgres } from '../support/postgres.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const TEXT = expect.any(String) as string;
const NUMBER = expect.any(Number) as number;

// Real: the application, PostgreSQL, sockets.
describe('/admin', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.conversation('general', ['layla', 'omar']);
    await app.users('noor', 'admin');
  });

  async function codeOf(socket: Socket, event: string, payload?: unknown): Promise<string | undefined> {
    return (await request(socket, event, payload)).error?.code;
  }

  /** Resolves when everything that was sent to the socket before has arrived. */
  async function settled(socket: Socket): Promise<void> {
    await request(socket, 'no:such:event');
  }

  /** Resolves with the reason when the server, or anyone, ends the socket. */
  function ended(socket: Socket): Promise<string> {
    return next<string>(socket, 'disconnect');
  }

  async function latest(admin: Socket): Promise<AuditEntry> {
    const { entries } = await command<AuditPage>(admin, 'admin:audit', { limit: 1 });
    return entries[0]!;
  }

  describe('access', () => {
    it('is for administrators', async () => {
      const error = await refused(app.url, '/admin', { token: app.token('layla'), locale: 'ar' });
      expect(error.data).toMatchObject({ code: 'FORBIDDEN', message: 'غير مسموح بهذا الإجراء' });
    });

    it('ends with the role, while connected', async () => {
      const users = app.get(UsersService);
      await users.upsert('deputy', { displayName: 'deputy', role: 'admin' });
      const deputy = await app.connect('/admin', 'deputy');
      const elsewhere = await app.connect('/', 'deputy');
      await command(deputy, 'admin:stats');
      const out = Promise.all([next<ErrorBody>(deputy, 'error'), ended(deputy)]);

      await users.upsert('deputy', { displayName: 'deputy', role: 'member' });

      expect(await out).toEqual([expect.objectContaining({ code: 'FORBIDDEN' }), 'io server disconnect']);
      expect((await refused(app.url, '/admin', { token: app.token('deputy') })).data?.code).toBe('FORBIDDEN');
      expect(await codeOf(elsewhere, 'announcement', { message: 'no more' })).toBe('FORBIDDEN');
    });
  });

  describe('admin:stats', () => {
    it('counts what is there', async () => {
      const own = await startApp();
      await own.conversation('general', ['layla']);
      await own.users('noor', 'admin');
      const admin = await own.connect('/admin', 'admin');
      const chat = await own.connect('/chat', 'layla');
      await command(chat, 'chat:join', { conversationId: 'general' });
      const before = await command<Stats>(admin, 'admin:stats');
      expect(before).toMatchObject({
        at: TIME,
        nodes: 1,
        staleNodes: 0,
        streams: 1,
        outboundBytes: NUMBER,
        eventLoopDelayMs: { mean: NUMBER, p99: NUMBER },
        memory: { rss: NUMBER, heapUsed: NUMBER },
        uptimeSeconds: NUMBER,
      });
      const more = await own.connect('/chat', 'noor');
      await codeOf(more, 'chat:join', { conversationId: 'general' });
      await command(chat, 'chat:history', { conversationId: 'general' });
      const after = await command<Stats>(admin, 'admin:stats');

      expect(after.connections.total - before.connections.total).toBe(1);
      expect(after.connections.byNamespace['/chat'] - before.connections.byNamespace['/chat']).toBe(1);
      expect(after.connections.byNamespace['/admin']).toBe(before.connections.byNamespace['/admin']);
      expect(after.users - before.users).toBe(1);
      expect(after.rooms - before.rooms).toBe(1);
      expect(after.commands.failed - before.commands.failed).toBe(1);
      expect(after.commands.ok - before.commands.ok).toBe(2);
    });

    it('counts what the rate limit refuses', async () => {
      const limited = await startApp({ env: { RATE_LIMIT_EVENTS: '3' } });
      await limited.users('admin', 'layla');
      const layla = await limited.connect('/', 'layla');
      for (let index = 0; index < 5; index += 1) await request(layla, 'presence:set', { status: 'online' });
      const admin = await limited.connect('/admin', 'admin');
      expect(await command<Stats>(admin, 'admin:stats')).toMatchObject({
        rateLimited: 2,
        commands: { ok: 3, failed: 2 },
      });
    });

    it('tells how the commands of the last second ended, and how long they took', async () => {
      const admin = await app.connect('/admin', 'admin');
      const told = collect<Stats>(admin, 'admin:stats');
      await command(admin, 'admin:subscribe');
      const busy = await vi.waitFor(
        async () => {
          await codeOf(admin, 'no:such:event');
          const stats = told.items.find(({ commands }) => (commands.byOutcome.UNKNOWN_EVENT ?? 0) > 0);
          expect(stats).toBeDefined();
          return stats!;
        },
        { timeout: 10_000, interval: 50 },
      );
      const { durationMs, perSecond } = busy.commands;
      expect(perSecond).toBeGreaterThan(0);
      expect(durationMs!.p99).toBeGreaterThanOrEqual(durationMs!.p50);
      expect(durationMs!.p50).toBeGreaterThan(0);
    });

    it('comes every second to who has subscribed, until they unsubscribe', async () => {
      const leaver = await app.connect('/admin', 'admin');
      const stayer = await app.connect('/admin', 'admin');
      const bystander = await app.connect('/admin', 'admin');
      const [left, stayed, passed] = [leaver, stayer, bystander].map((socket) => collect<Stats>(socket, 'admin:stats'));
      expect(await command<Stats>(leaver, 'admin:subscribe')).toMatchObject({ nodes: 1 });
      await command(stayer, 'admin:subscribe');
      await Promise.all([left!.until(2), stayed!.until(2)]);
      const [first, second] = stayed!.items.map(({ at }) => Date.parse(at));
      expect(second! - first!).toBeGreaterThan(500);

      expect(await command(leaver, 'admin:unsubscribe')).toEqual({});
      const count = left!.items.length;
      await stayed!.until(stayed!.items.length + 2);
      await settled(leaver);
      expect(left!.items).toHaveLength(count);
      expect(passed!.items).toEqual([]);
    });

    it('refuses what the command does not take', async () => {
      const admin = await app.connect('/admin', 'admin');
      for (const event of ['admin:stats', 'admin:subscribe', 'admin:unsubscribe', 'admin:nodes']) {
        expect(await codeOf(admin, event, { everything: true })).toBe('VALIDATION_FAILED');
      }
    });
  });

  it('admin:nodes describes this node', async () => {
    const admin = await app.connect('/admin', 'admin');
    const nodes = await command<NodeReport[]>(admin, 'admin:nodes');
    expect(nodes).toEqual([
      expect.objectContaining({
        nodeId: expect.stringMatching(/^[A-Za-z0-9._-]{1,64}$/) as string,
        pid: process.pid,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
        startedAt: TIME,
        draining: false,
        health: { database: 'up', redis: 'off' },
        lastHeardAt: TIME,
        stale: false,
        connections: {
          total: NUMBER,
          byNamespace: expect.objectContaining({ '/admin': NUMBER }) as object,
        },
      }),
    ]);
    expect((await command<NodeReport[]>(admin, 'admin:nodes'))[0]!.nodeId).toBe(nodes[0]!.nodeId);
  });

  describe('admin:sockets', () => {
    it('shows who is connected, and nothing of their tokens', async () => {
      const admin = await app.connect('/admin', 'admin');
      await app.users('visible');
      const token = app.token('visible');
      const polling = await app.connect('/', 'visible', { token, transports: ['polling'] });
      const chat = await connected(polling.io.socket('/chat', { auth: { token } }));
      const page = await command<SocketPage>(admin, 'admin:sockets', { userId: 'visible' });

      const common = {
        userId: 'visible',
        role: 'member',
        sessionId: TEXT,
        ip: expect.stringMatching(/127\.0\.0\.1|::1/) as string,
        transport: 'polling',
        connectedAt: TIME,
        rooms: ['user:visible'],
        roomCount: 1,
        nodeId: TEXT,
      };
      expect(page).toEqual({
        sockets: expect.arrayContaining([
          { ...common, socketId: polling.id, namespace: '/' },
          { ...common, socketId: chat.id, namespace: '/chat' },
        ]) as object[],
        nextCursor: null,
        unreachable: [],
      });
      expect(new Set(page.sockets.map(({ sessionId }) => sessionId)).size).toBe(1);
      expect(JSON.stringify(page)).not.toContain(token);
    });

    it('shows who is in a room', async () => {
      const admin = await app.connect('/admin', 'admin');
      const inside = await app.connect('/chat', 'layla');
      await app.connect('/chat', 'layla');
      await command(inside, 'chat:join', { conversationId: 'general' });
      const { rooms } = await command<RoomPage>(admin, 'admin:rooms', { namespace: '/chat' });
      const { room } = rooms.find(({ room: name }) => name.includes('general'))!;

      const page = await command<SocketPage>(admin, 'admin:sockets', { room });

      expect(page.sockets.map(({ socketId }) => socketId)).toContain(inside.id);
      expect(page.sockets.every((socket) => socket.rooms.includes(room))).toBe(true);
      expect((await command<SocketPage>(admin, 'admin:sockets', { room: 'no-such-room' })).sockets).toEqual([]);
    });

    it('comes in pages, each socket once', async () => {
      const admin = await app.connect('/admin', 'admin');
      await app.users('many');
      const sockets: Socket[] = [];
      for (let index = 0; index < 7; index += 1) sockets.push(await app.connect('/', 'many'));
      await app.connect('/chat', 'many');
      const filter = { userId: 'many', namespace: '/', limit: 3 };
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page: SocketPage = await command(admin, 'admin:sockets', { ...filter, cursor });
        seen.push(...page.sockets.map(({ socketId }) => socketId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toHaveLength(7);
      expect([...seen].sort()).toEqual(sockets.map(({ id }) => id).sort());
    });

    it.each([
      { limit: 0 },
      { limit: 201 },
      { limit: 1.5 },
      { namespace: '/nowhere' },
      { cursor: 'A' },
      { cursor: '!' },
    ])('refuses %j', async (payload) => {
      const admin = await app.connect('/admin', 'admin');
      expect(await codeOf(admin, 'admin:sockets', payload)).toBe('VALIDATION_FAILED');
    });
  });

  it('admin:rooms shows the rooms that are not just a socket, in pages', async () => {
    const own = await startApp();
    await own.conversation('general', ['layla', 'omar']);
    await own.users('admin');
    for (const userId of ['layla', 'omar']) {
      const chat = await own.connect('/chat', userId);
      await command(chat, 'chat:join', { conversationId: 'general' });
    }
    await own.connect('/', 'layla');
    const admin = await own.connect('/admin', 'admin');

    const first = await command<RoomPage>(admin, 'admin:rooms', { limit: 3 });
    expect(first.rooms).toEqual([
      { namespace: '/', room: 'user:layla', sockets: 1 },
      { namespace: '/admin', room: 'user:admin', sockets: 1 },
      { namespace: '/chat', room: 'chat:general', sockets: 2 },
    ]);
    const second = await command<RoomPage>(admin, 'admin:rooms', { limit: 3, cursor: first.nextCursor });
    expect(second).toEqual({
      rooms: [
        { namespace: '/chat', room: 'user:layla', sockets: 1 },
        { namespace: '/chat', room: 'user:omar', sockets: 1 },
      ],
      nextCursor: null,
      unreachable: [],
    });
    const only = await command<RoomPage>(admin, 'admin:rooms', { namespace: '/' });
    expect(only.rooms).toEqual([{ namespace: '/', room: 'user:layla', sockets: 1 }]);
  });

  describe('admin:disconnect', () => {
    it('ends every socket of the user, who is told first, and nobody else', async () => {
      const admin = await app.connect('/admin', 'admin');
      await app.users('target');
      const sockets = [
        await app.connect('/', 'target'),
        await app.connect('/chat', 'target'),
        await app.connect('/', 'target', { transports: ['polling'], locale: 'en' }),
      ];
      const layla = await app.connect('/', 'layla');
      const told = sockets.map((socket) => next<ErrorBody>(socket, 'error'));
      const out = sockets.map(ended);

      const order = { userId: 'target', reason: 'إساءة متكررة' };
      expect(await command<Disconnected>(admin, 'admin:disconnect', order)).toEqual({
        disconnected: 3,
        unreachable: [],
      });

      expect((await Promise.all(told)).map(({ code }) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
      expect((await told[2]!).message).toBe('This is not allowed');
      expect(await Promise.all(out)).toEqual(sockets.map(() => 'io server disconnect'));
      await settled(layla);
      expect(await latest(admin)).toEqual({
        id: expect.stringMatching(/^\d+$/) as string,
        actorId: 'admin',
        action: 'disconnect',
        target: 'user:target',
        reason: 'إساءة متكررة',
        details: null,
        at: TIME,
      });
      await app.connect('/', 'target');
    });

    it('ends one socket of several', async () => {
      const admin = await app.connect('/admin', 'admin');
      const [one, other] = [await app.connect('/chat', 'noor'), await app.connect('/chat', 'noor')];
      const socketId = one.id!;
      const out = ended(one);
      const order = { socketId, reason: 'stuck' };
      expect(await command(admin, 'admin:disconnect', order)).toEqual({ disconnected: 1, unreachable: [] });
      expect(await out).toBe('io server disconnect');
      await settled(other);
      expect(await latest(admin)).toMatchObject({ target: `socket:${socketId}`, reason: 'stuck' });
    });

    it('ends nobody when there is nobody', async () => {
      const admin = await app.connect('/admin', 'admin');
      for (const target of [{ userId: 'nobody' }, { socketId: 'nothing' }]) {
        expect(await command(admin, 'admin:disconnect', { ...target, reason: 'x' })).toEqual({
          disconnected: 0,
          unreachable: [],
        });
      }
    });

    it('answers an administrator who ends their own socket, once, and then ends it', async () => {
      await app.get(UsersService).upsert('second-admin', { displayName: 'second', role: 'admin' });
      const admin = await app.connect('/admin', 'second-admin');
      const general = await app.connect('/', 'second-admin');
      const out = [admin, general].map(ended);
      const acks = recordAcks(admin);
      const order = { userId: 'second-admin', reason: 'leaving' };
      expect(await command(admin, 'admin:disconnect', order)).toEqual({ disconnected: 2, unreachable: [] });
      expect(await Promise.all(out)).toEqual(['io server disconnect', 'io server disconnect']);
      expect(acks).toHaveLength(1);
    });

    it.each([
      ['no target', { reason: 'x' }],
      ['two targets', { userId: 'layla', socketId: 's', reason: 'x' }],
      ['no reason', { userId: 'layla' }],
      ['an empty reason', { userId: 'layla', reason: '  ' }],
    ])('is refused with %s', async (_name, payload) => {
      const admin = await app.connect('/admin', 'admin');
      expect(await codeOf(admin, 'admin:disconnect', payload)).toBe('VALIDATION_FAILED');
    });
  });

  describe('admin:revoke', () => {
    it('ends every session and refuses the tokens of the past', async () => {
      const admin = await app.connect('/admin', 'admin');
      await app.users('revoked');
      const token = app.token('revoked');
      const sockets = [await app.connect('/', 'revoked'), await app.connect('/chat', 'revoked')];
      const told = sockets.map((socket) => next<ErrorBody>(socket, 'error'));
      const out = sockets.map(ended);

      const reply = await command<Revoked>(admin, 'admin:revoke', { userId: 'revoked', reason: 'lost phone' });

      expect(reply).toEqual({ userId: 'revoked', revokedAt: TIME });
      expect((await Promise.all(told)).map(({ code }) => code)).toEqual(['AUTH_INVALID', 'AUTH_INVALID']);
      expect(await Promise.all(out)).toEqual(['io server disconnect', 'io server disconnect']);
      expect((await refused(app.url, '/', { token })).data?.code).toBe('AUTH_INVALID');
      expect(await latest(admin)).toMatchObject({ action: 'revoke', target: 'user:revoked', reason: 'lost phone' });
      await vi.waitFor(() => app.connect('/', 'revoked'), { timeout: 5000, interval: 200 });
    });

    it('needs no reason', async () => {
      const admin = await app.connect('/admin', 'admin');
      await app.users('unexplained');
      await command(admin, 'admin:revoke', { userId: 'unexplained' });
      expect(await latest(admin)).toMatchObject({ target: 'user:unexplained', reason: null });
    });

    it('is refused for a user who does not exist, and not in the audit log', async () => {
      const admin = await app.connect('/admin', 'admin');
      const before = await latest(admin);
      expect(await codeOf(admin, 'admin:revoke', { userId: 'nobody' })).toBe('FORBIDDEN');
      expect(await latest(admin)).toEqual(before);
    });

    it('lets administrators revoke their own sessions', async () => {
      await app.get(UsersService).upsert('third-admin', { displayName: 'third', role: 'admin' });
      const token = app.token('third-admin');
      const admin = await app.connect('/admin', 'third-admin', { token });
      const out = ended(admin);
      admin.emit('admin:revoke', { userId: 'third-admin' });
      expect(await out).toBe('io server disconnect');
      expect((await refused(app.url, '/', { token })).data?.code).toBe('AUTH_INVALID');
    });
  });

  it('makes no change while it cannot be audited', async () => {
    const postgres = await startPostgres();
    const own = await startApp({ env: { DATABASE_URL: await createDatabase(postgres.url) } });
    await own.users('admin', 'layla');
    const admin = await own.connect('/admin', 'admin');
    const layla = await own.connect('/', 'layla');
    const heard = collect(layla, 'announcement');
    await postgres.kill();

    expect(await codeOf(admin, 'admin:disconnect', { userId: 'layla', reason: 'x' })).toBe('UNAVAILABLE');
    expect(await codeOf(admin, 'admin:revoke', { userId: 'layla' })).toBe('UNAVAILABLE');
    expect(await codeOf(admin, 'admin:announce', { message: 'unheard' })).toBe('UNAVAILABLE');
    expect(await codeOf(admin, 'admin:audit')).toBe('UNAVAILABLE');

    await settled(layla);
    expect(heard.items).toEqual([]);

    await postgres.restart();
    const order = { userId: 'layla', reason: 'x' };
    await vi.waitFor(async () => expect((await request(admin, 'admin:disconnect', order)).data).toBeDefined(), 10_000);
  });

  it('admin:announce reaches everyone and is in the audit log', async () => {
    const admin = await app.connect('/admin', 'admin');
    const layla = await app.connect('/chat', 'layla');
    const heard = next<Announcement>(layla, 'announcement');
    const sent = await command<Announcement>(admin, 'admin:announce', { message: 'restart at noon', level: 'warning' });
    expect(sent).toMatchObject({ message: 'restart at noon', level: 'warning', senderId: 'admin' });
    expect(await heard).toEqual(sent);
    expect(await latest(admin)).toMatchObject({ action: 'announce', target: null, details: { id: sent.id } });
    expect(await codeOf(admin, 'admin:announce', { message: 'where?', rooms: ['everywhere'] })).toBe(
      'VALIDATION_FAILED',
    );
  });

  describe('admin:tail', () => {
    it('shows what others do, without content, to the socket that asked alone', async () => {
      const admin = await app.connect('/admin', 'admin');
      const bystander = await app.connect('/admin', 'admin');
      const layla = await app.connect('/', 'layla');
      const passed = collect(bystander, 'admin:tail');
      const lines = collect<TailedCommand>(admin, 'admin:tail');
      expect(await command(admin, 'admin:tail')).toEqual({});
      await command(admin, 'admin:stats');
      await command(layla, 'private:message', { userId: 'omar', message: 'a secret' });
      await codeOf(layla, 'private:message', { userId: 'nobody', message: 'a secret' });
      await lines.until(2);
      expect(lines.items).toEqual(
        ['ok', 'FORBIDDEN'].map((outcome) => ({
          at: TIME,
          nodeId: TEXT,
          userId: 'layla',
          socketId: layla.id,
          namespace: '/',
          event: 'private:message',
          outcome,
          durationMs: NUMBER,
        })),
      );
      await settled(bystander);
      expect(passed.items).toEqual([]);
    });

    it('follows one user or one namespace, replaces the filter, and stops', async () => {
      const admin = await app.connect('/admin', 'admin');
      const layla = await app.connect('/', 'layla');
      const omar = await app.connect('/', 'omar');
      const omarInChat = await app.connect('/chat', 'omar');
      const act = async (): Promise<void> => {
        for (const socket of [layla, omar]) await command(socket, 'presence:set', { status: 'online' });
        await command(omarInChat, 'chat:history', { conversationId: 'general' });
        await settled(admin);
      };
      const lines = collect<TailedCommand>(admin, 'admin:tail');
      const seen = async (): Promise<string[]> => {
        const from = lines.items.length;
        await act();
        return lines.items.slice(from).map(({ userId, namespace }) => `${userId} ${namespace}`);
      };

      await command(admin, 'admin:tail', { userId: 'omar' });
      expect(await seen()).toEqual(['omar /', 'omar /chat']);
      await command(admin, 'admin:tail', { userId: 'omar', namespace: '/chat' });
      expect(await seen()).toEqual(['omar /chat']);
      await command(admin, 'admin:tail', { namespace: '/' });
      expect(await seen()).toEqual(['layla /', 'omar /']);
      await command(admin, 'admin:tail', { stop: true });
      expect(await seen()).toEqual([]);
    });

    it('says how many commands it left out when there are too many', async () => {
      const admin = await app.connect('/admin', 'admin');
      const noor = await app.connect('/', 'noor');
      const lines = collect<TailedCommand | TailGap>(admin, 'admin:tail');
      await command(admin, 'admin:tail', { userId: 'noor' });
      const times = Array.from({ length: 150 });
      await Promise.all(times.map(() => command(noor, 'presence:set', { status: 'online' })));
      await lines.until(101);
      expect(lines.items[100]).toEqual({ at: TIME, dropped: 50 });
    });
  });

  describe('admin:audit', () => {
    it('tells the newest first, in pages, each entry once', async () => {
      const own = await startApp();
      await own.users('admin', 'layla');
      const admin = await own.connect('/admin', 'admin');
      const layla = await own.connect('/', 'layla');
      const heard = collect<PrivateMessage>(layla, 'announcement');
      for (let index = 0; index < 5; index += 1) {
        await command(admin, 'admin:announce', { message: `announcement ${index}`, rooms: ['user:layla'] });
      }
      await heard.until(5);
      const first = await command<AuditPage>(admin, 'admin:audit', { limit: 2 });
      // What is added in between does not move the pages.
      await command(admin, 'admin:announce', { message: 'announcement 5', rooms: ['user:layla'] });
      const second = await command<AuditPage>(admin, 'admin:audit', { limit: 2, cursor: first.nextCursor });
      const third = await command<AuditPage>(admin, 'admin:audit', { limit: 2, cursor: second.nextCursor });
      const messages = [first, second, third].map(({ entries }) => entries.map(({ details }) => details!['message']));
      expect(messages).toEqual([
        ['announcement 4', 'announcement 3'],
        ['announcement 2', 'announcement 1'],
        ['announcement 0'],
      ]);
      expect(third.nextCursor).toBeNull();
    });

    it.each([{ cursor: 'bm90LWEtbnVtYmVy' }, { cursor: '' }, { cursor: 5 }, { limit: 1000 }])(
      'refuses %j',
      async (payload) => {
        const admin = await app.connect('/admin', 'admin');
        expect(await codeOf(admin, 'admin:audit', payload)).toBe('VALIDATION_FAILED');
      },
    );
  });
});
