import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Socket } from 'socket.io-client';

import { AuditLog, type AuditRow } from '../../src/audit/audit-log.js';
import { users } from '../../src/auth/auth.schema.js';
import { UserDirectory } from '../../src/auth/user.js';
import { UsersService } from '../../src/auth/users.service.js';
import type { JoinedConversation, Message } from '../../src/chat/chat.protocol.js';
import { Database } from '../../src/database/database.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import type {
  Announcement,
  PresenceState,
  PresenceStates,
  PrivateMessage,
  RefreshedSession,
} from '../../src/general/general.protocol.js';
import { NAMESPACES } from '../../src/realtime/sockets/room.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected, next, request } from '../support/client.js';
import { createDatabase, startPostgres } from '../support/postgres.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const TEXT = expect.any(String) as string;

// Real: the application, PostgreSQL, sockets.
describe('/', () => {
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

  describe('private:message', () => {
    it('reaches every socket of the one user, and nobody else', async () => {
      const layla = await app.connect('/', 'layla');
      const others = [layla, await app.connect('/', 'noor'), await app.connect('/chat', 'omar')];
      const missed = others.map((socket) => collect(socket, 'private:message'));
      const omar = [await app.connect('/', 'omar'), await app.connect('/', 'omar', { transports: ['polling'] })];
      const heard = omar.map((socket) => next<PrivateMessage>(socket, 'private:message'));

      const sent = await command<PrivateMessage>(layla, 'private:message', { userId: 'omar', message: 'مرحبا 👋' });

      expect(sent).toEqual({
        id: TEXT,
        senderId: 'layla',
        userId: 'omar',
        message: 'مرحبا 👋',
        createdAt: TIME,
      });
      expect(await Promise.all(heard)).toEqual([sent, sent]);
      await Promise.all(others.map(settled));
      expect(missed.flatMap(({ items }) => items)).toEqual([]);
    });

    it('is answered, and lost, when the user is not connected', async () => {
      await app.users('away');
      const layla = await app.connect('/', 'layla');
      expect(await command(layla, 'private:message', { userId: 'away', message: 'hello' })).toMatchObject({
        userId: 'away',
      });
    });

    it('is refused for a user who does not exist', async () => {
      const layla = await app.connect('/', 'layla');
      expect(await codeOf(layla, 'private:message', { userId: 'nobody', message: 'hello' })).toBe('FORBIDDEN');
    });

    it('is sent once for one clientId, also when the repeat does not wait for the answer', async () => {
      const layla = await app.connect('/', 'layla');
      const laylaToo = await app.connect('/', 'layla');
      const omar = await app.connect('/', 'omar');
      const heard = collect<PrivateMessage>(omar, 'private:message');
      const message = { userId: 'omar', message: 'once', clientId: 'c-1' };

      const answers = await Promise.all(
        [layla, laylaToo, layla].map((socket) => command<PrivateMessage>(socket, 'private:message', message)),
      );
      const changed = { ...message, message: 'changed' };
      const later = await command<PrivateMessage>(laylaToo, 'private:message', changed);

      expect(new Set([...answers, later].map(({ id }) => id)).size).toBe(1);
      expect(later).toEqual(answers[0]);
      await settled(omar);
      expect(heard.items).toEqual([answers[0]]);
    });

    it('keeps the clientIds of different senders apart', async () => {
      const layla = await app.connect('/', 'layla');
      const noor = await app.connect('/', 'noor');
      const omar = await app.connect('/', 'omar');
      const heard = collect<PrivateMessage>(omar, 'private:message');
      await command(layla, 'private:message', { userId: 'omar', message: 'from layla', clientId: 'c-2' });
      await command(noor, 'private:message', { userId: 'omar', message: 'from noor', clientId: 'c-2' });
      await heard.until(2);
      expect(heard.items.map(({ senderId }) => senderId)).toEqual(['layla', 'noor']);
    });

    it('keeps the order in which one socket sends', async () => {
      const layla = await app.connect('/', 'layla');
      const omar = await app.connect('/', 'omar');
      const heard = collect<PrivateMessage>(omar, 'private:message');
      const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
      await Promise.all(
        texts.map((message, index) =>
          command(layla, 'private:message', { userId: 'omar', message, clientId: `order-${index}` }),
        ),
      );
      await heard.until(texts.length);
      expect(heard.items.map(({ message }) => message)).toEqual(texts);
    });
  });

  describe('announcement', () => {
    it('comes to every socket of every namespace, once', async () => {
      const admin = await app.connect('/', 'admin');
      const sockets = await Promise.all(
        NAMESPACES.map((namespace) => app.connect(namespace, namespace === '/admin' ? 'admin' : 'noor')),
      );
      const heard = sockets.map((socket) => collect<Announcement>(socket, 'announcement'));

      const sent = await command<Announcement>(admin, 'announcement', { message: 'صيانة الليلة' });

      expect(sent).toEqual({
        id: TEXT,
        message: 'صيانة الليلة',
        level: 'info',
        senderId: 'admin',
        createdAt: TIME,
      });
      await Promise.all(heard.map((collected) => collected.until(1)));
      await Promise.all(sockets.map(settled));
      expect(heard.map(({ items }) => items)).toEqual(NAMESPACES.map(() => [sent]));
    });

    it('comes to the sockets in named rooms, once to one that is in several', async () => {
      const admin = await app.connect('/', 'admin');
      const layla = await app.connect('/', 'layla');
      const laylaInChat = await app.connect('/chat', 'layla');
      await command(laylaInChat, 'chat:join', { conversationId: 'general' });
      await command(laylaInChat, 'conversation:join', { conversationId: 'general' });
      const omarInChat = await app.connect('/chat', 'omar');
      await command(omarInChat, 'message:list', { conversationId: 'general' });
      const noor = await app.connect('/', 'noor');
      const heard = [layla, laylaInChat, omarInChat, noor].map((socket) =>
        collect<Announcement>(socket, 'announcement'),
      );

      const rooms = ['user:layla', 'conversation:general', 'user:layla', 'project:nothing'];
      const sent = await command<Announcement>(admin, 'announcement', { message: 'here', level: 'critical', rooms });

      expect(sent).toMatchObject({ level: 'critical', rooms });
      await Promise.all([heard[0]!.until(1), heard[1]!.until(1)]);
      await Promise.all([layla, laylaInChat, omarInChat, noor].map(settled));
      expect(heard.map(({ items }) => items)).toEqual([[sent], [sent], [], []]);
    });

    it('is refused for whoever is no administrator, and nobody hears it', async () => {
      const admin = await app.connect('/', 'admin');
      const layla = await app.connect('/', 'layla');
      const heard = collect<Announcement>(layla, 'announcement');
      expect(await codeOf(layla, 'announcement', { message: 'from layla' })).toBe('FORBIDDEN');
      await command(admin, 'announcement', { message: 'from admin', rooms: ['user:layla'] });
      await heard.until(1);
      expect(heard.items.map(({ message }) => message)).toEqual(['from admin']);
    });

    it.each([
      ['a room of no known form', ['user:layla', 'admin:stats'], 'rooms.1'],
      ['an id that is none', ['user:la yla'], 'rooms.0'],
      ['no rooms at all', [], 'rooms'],
      ['too many rooms', Array.from({ length: 51 }, (_, index) => `user:u${index}`), 'rooms'],
      ['rooms that are no text', [5], 'rooms'],
      ['a room that is no list', 'user:layla', 'rooms'],
    ])('is refused with %s', async (_name, rooms, path) => {
      const admin = await app.connect('/', 'admin');
      const { error } = await request(admin, 'announcement', { message: 'where?', rooms });
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path, message: TEXT }] });
    });

    it('is in the audit log', async () => {
      const admin = await app.connect('/', 'admin');
      const { id } = await command<Announcement>(admin, 'announcement', { message: 'audited', rooms: ['user:noor'] });
      const [entry] = await app.get(AuditLog).page(undefined, 1);
      expect(entry).toMatchObject({
        actorId: 'admin',
        action: 'announce',
        target: 'user:noor',
        details: { id, message: 'audited', level: 'info' },
      } satisfies Partial<AuditRow>);
    });

    it('is not made when it cannot be audited', async () => {
      const postgres = await startPostgres();
      const own = await startApp({ env: { DATABASE_URL: await createDatabase(postgres.url) } });
      await own.users('admin', 'layla');
      const admin = await own.connect('/', 'admin');
      const layla = await own.connect('/', 'layla');
      const heard = collect<Announcement>(layla, 'announcement');
      await postgres.kill();

      expect(await codeOf(admin, 'announcement', { message: 'unheard' })).toBe('UNAVAILABLE');

      await settled(layla);
      expect(heard.items).toEqual([]);
    });
  });

  describe('presence', () => {
    it('tells the states in the order asked, and of an id that nobody has no more than of one who is away', async () => {
      await app.users('never-here');
      const layla = await app.connect('/', 'layla');
      await app.connect('/projects', 'omar');
      const { states } = await command<PresenceStates>(layla, 'presence:subscribe', {
        userIds: ['nobody', 'omar', 'never-here', 'layla', 'omar'],
      });
      expect(states).toEqual([
        { userId: 'nobody', status: 'offline', lastSeenAt: null },
        { userId: 'omar', status: 'online', lastSeenAt: TIME },
        { userId: 'never-here', status: 'offline', lastSeenAt: null },
        { userId: 'layla', status: 'online', lastSeenAt: TIME },
        { userId: 'omar', status: 'online', lastSeenAt: TIME },
      ]);
    });

    it('follows a user from the first socket to the last, over all namespaces', async () => {
      await app.users('roamer');
      const layla = await app.connect('/', 'layla');
      await command(layla, 'presence:subscribe', { userIds: ['roamer'] });
      const updates = collect<PresenceState>(layla, 'presence:update');
      const first = await app.connect('/', 'roamer');
      const second = await app.connect('/chat', 'roamer');
      const third = await app.connect('/', 'roamer');
      const before = Date.now();
      first.disconnect();
      third.disconnect();
      await command(second, 'chat:history', { conversationId: 'general' }).catch(() => undefined);
      second.disconnect();

      await updates.until(2);
      expect(updates.items).toEqual([
        { userId: 'roamer', status: 'online', lastSeenAt: TIME },
        { userId: 'roamer', status: 'offline', lastSeenAt: TIME },
      ]);
      const { lastSeenAt } = updates.items[1]!;
      expect(Date.parse(lastSeenAt!)).toBeGreaterThanOrEqual(before);
      const again = await command<PresenceStates>(layla, 'presence:subscribe', { userIds: ['roamer'] });
      expect(again.states).toEqual([{ userId: 'roamer', status: 'offline', lastSeenAt }]);
      await vi.waitFor(async () => {
        const stored = await app.get(UsersService).lastSeen(['roamer']);
        expect(stored.get('roamer')?.toISOString()).toBe(lastSeenAt);
      });
    });

    it('tells of away and back, for all sockets of the user, until the last of them goes', async () => {
      await app.users('dreamer');
      const layla = await app.connect('/', 'layla');
      const dreamer = await app.connect('/', 'dreamer');
      const tab = await app.connect('/', 'dreamer');
      await command(layla, 'presence:subscribe', { userIds: ['dreamer'] });
      const updates = collect<PresenceState>(layla, 'presence:update');

      expect(await command(dreamer, 'presence:set', { status: 'away' })).toEqual({ status: 'away' });
      await command(tab, 'presence:set', { status: 'away' });
      await command(tab, 'presence:set', { status: 'online' });
      await command(dreamer, 'presence:set', { status: 'away' });
      dreamer.disconnect();
      tab.disconnect();
      await updates.until(4);
      await app.connect('/', 'dreamer');

      await updates.until(5);
      const statuses = updates.items.map(({ status }) => status);
      expect(statuses).toEqual(['away', 'online', 'away', 'offline', 'online']);
    });

    it('forgets the users of an earlier subscription', async () => {
      await app.users('first', 'second', 'both');
      const layla = await app.connect('/', 'layla');
      await command(layla, 'presence:subscribe', { userIds: ['first', 'both'] });
      await command(layla, 'presence:subscribe', { userIds: ['second', 'both'] });
      const updates = collect<PresenceState>(layla, 'presence:update');
      for (const userId of ['first', 'both', 'second']) await app.connect('/', userId);
      await updates.until(2);
      await settled(layla);
      expect(updates.items.map(({ userId }) => userId)).toEqual(['both', 'second']);
    });

    it('comes in a batch to who asked for batches', async () => {
      await app.users('flickering');
      const layla = await app.connect('/', 'layla', { batch: true });
      await command(layla, 'presence:subscribe', { userIds: ['flickering'] });
      const batches = collect<{ event: string; data: PresenceState }[]>(layla, 'batch');
      const loose = collect(layla, 'presence:update');
      const flickering = await app.connect('/', 'flickering');
      await command(flickering, 'presence:set', { status: 'away' });
      await vi.waitFor(() => expect(batches.items.flat()).toHaveLength(2));
      expect(batches.items.flat().map(({ event, data }) => [event, data.status])).toEqual([
        ['presence:update', 'online'],
        ['presence:update', 'away'],
      ]);
      expect(loose.items).toEqual([]);
    });

    it('loses no change that happens while the subscription is made', async () => {
      await app.users('restless');
      const layla = await app.connect('/', 'layla');
      const restless = await app.connect('/', 'restless');
      const known: { status: string }[] = [];
      layla.on('presence:update', (update: PresenceState) => known.push(update));
      let status: 'online' | 'away' = 'online';
      for (let round = 0; round < 60; round += 1) {
        status = status === 'online' ? 'away' : 'online';
        const subscribing = command<PresenceStates>(layla, 'presence:subscribe', { userIds: ['restless'] }).then(
          ({ states }) => known.push(states[0]!),
        );
        await Promise.all([subscribing, command(restless, 'presence:set', { status })]);
        await vi.waitFor(() => expect(known.at(-1)?.status).toBe(status), { interval: 1 });
      }
    });
  });

  describe('session:refresh', () => {
    const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

    it('keeps every namespace of the connection going, with its rooms, until the new end', async () => {
      const layla = await app.connect('/', 'layla', { token: app.token('layla', { expiresIn: 2 }) });
      const oldEnd = inSeconds(2) * 1000;
      const chat = await connected(layla.io.socket('/chat', { auth: { token: app.token('layla', { expiresIn: 2 }) } }));
      await command<JoinedConversation>(chat, 'chat:join', { conversationId: 'general' });
      const omar = await app.connect('/chat', 'omar');
      await command(omar, 'chat:join', { conversationId: 'general' });
      const ends = [layla, chat].map((socket) => next<ErrorBody>(socket, 'error'));

      const newEnd = inSeconds(5) * 1000;
      const token = app.token('layla', { expiresIn: 5 });
      const warned = next<{ expiresAt: string }>(layla, 'session:expiring', {
        where: ({ expiresAt }) => Date.parse(expiresAt) >= newEnd,
      });
      const refreshed = await command<RefreshedSession>(layla, 'session:refresh', { token });
      expect(Date.parse(refreshed.expiresAt!)).toBeGreaterThanOrEqual(newEnd);
      expect((await warned).expiresAt).toBe(refreshed.expiresAt);

      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(oldEnd + 500), { timeout: 5000 });
      const heard = next<Message>(chat, 'chat:message');
      await command(omar, 'chat:message', { conversationId: 'general', content: 'still here?' });
      expect((await heard).content).toBe('still here?');
      expect(await command(layla, 'presence:set', { status: 'online' })).toEqual({ status: 'online' });

      const errors = await Promise.all(ends);
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(refreshed.expiresAt!));
      expect(errors.map(({ code }) => code)).toEqual(['AUTH_EXPIRED', 'AUTH_EXPIRED']);
    });

    it('says null when the new token never expires', async () => {
      const layla = await app.connect('/', 'layla');
      const token = app.token('layla', { expiresIn: null });
      expect(await command(layla, 'session:refresh', { token })).toEqual({ expiresAt: null });
    });

    it.each([
      ['another user', () => app.token('omar'), 'FORBIDDEN'],
      ['an expired one', () => app.token('layla', { expiresIn: -10 }), 'AUTH_EXPIRED'],
      ['an unsigned one', () => `${app.token('layla')}x`, 'AUTH_INVALID'],
      ['a very long one', () => 'x'.repeat(10_000), 'AUTH_INVALID'],
      ['an empty one', () => '', 'AUTH_REQUIRED'],
      ['an unknown user', () => app.token('nobody'), 'AUTH_USER_NOT_FOUND'],
    ])('refuses the token of %s, and the session stands', async (_name, token, code) => {
      const layla = await app.connect('/', 'layla');
      expect(await codeOf(layla, 'session:refresh', { token: token() })).toBe(code);
      expect(await command(layla, 'presence:set', { status: 'online' })).toEqual({ status: 'online' });
    });

    it('reads the role again, for every namespace', async () => {
      await app.get(UsersService).upsert('deputy', { displayName: 'deputy', role: 'admin' });
      const deputy = await app.connect('/', 'deputy');
      const console = await app.connect('/admin', 'deputy');
      await command(deputy, 'announcement', { message: 'while I may', rooms: ['user:deputy'] });
      // As another program would, which tells nobody.
      const { orm } = app.get(Database);
      await orm
        .insert(users)
        .values({ id: 'deputy', displayName: 'deputy', role: 'member' })
        .onConflictDoUpdate({
          target: users.id,
          set: { role: 'member' },
        });
      app.get(UserDirectory).forget('deputy');
      const out = next<ErrorBody>(console, 'error');

      await command(deputy, 'session:refresh', { token: app.token('deputy') });

      expect((await out).code).toBe('FORBIDDEN');
      await vi.waitFor(async () => {
        expect(await codeOf(deputy, 'announcement', { message: 'no more', rooms: ['user:deputy'] })).toBe('FORBIDDEN');
      });
    });
  });
});
