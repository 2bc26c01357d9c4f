import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { CodedError } from '../../src/errors/coded-error.js';
import { UsersService } from '../../src/auth/users.service.js';
import { KnownUsers } from '../../src/notifications/known-users.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { NotificationsStore } from '../../src/notifications/notifications.store.js';
import type {
  NewNotification,
  NotificationPage,
  NotificationRead,
  SubscribedNotifications,
} from '../../src/notifications/notifications.protocol.js';
import { startApp, TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command, next, request } from '../support/client.js';

const CONTENT = { type: 'review.done', title: 'المراجعة', body: 'اكتملت مراجعة الإعلان' };

// Real: the application, PostgreSQL, sockets.
describe('/notifications', () => {
  let app: TestApp;
  let people = 0;

  /** A user whom no other test knows. */
  async function person(): Promise<string> {
    people += 1;
    const id = `person-${people}`;
    await app.users(id);
    return id;
  }

  const emit = (userIds: string[], content = CONTENT, options = {}) =>
    app.get(NotificationEmitter).emit(userIds, content, options);

  const subscribe = async (userId: string, payload: object = {}, as = userId) => {
    const socket = await app.connect('/notifications', as);
    const ack = await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId, ...payload });
    return { socket, ack };
  };

  const codeOf = async (promise: Promise<unknown>): Promise<CodedError> => {
    const outcome: unknown = await promise.catch((error: unknown) => error);
    return outcome as CodedError;
  };

  beforeAll(async () => {
    app = await startApp();
    await app.users('admin');
  });

  it('brings a notification to every subscribed socket of its user, and to nobody else', async () => {
    const [layla, omar] = [await person(), await person()];
    const { socket: phone, ack } = await subscribe(layla);
    const { socket: laptop } = await subscribe(layla);
    const { socket: other } = await subscribe(omar);
    const others = collect(other, 'notification:new');
    expect(ack).toEqual({
      epoch: expect.any(String) as string,
      seq: 0,
      recovered: false,
      events: [],
      unread: 0,
      notifications: [],
    });
    const seen = [phone, laptop].map((socket) => next<NewNotification>(socket, 'notification:new'));
    const [sent] = await emit([layla]);
    const [onPhone, onLaptop] = await Promise.all(seen);
    expect(onPhone).toEqual({
      id: sent?.notificationId,
      seq: 1,
      userId: layla,
      ...CONTENT,
      data: {},
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      readAt: null,
      unread: 1,
    });
    expect(onLaptop).toEqual(onPhone);
    await command(other, 'notification:list', {});
    expect(others.items).toEqual([]);
  });

  it('keeps it for a user who is offline', async () => {
    const noor = await person();
    const [sent] = await emit([noor], { ...CONTENT, data: { projectId: 'launch-film' } } as typeof CONTENT);
    const { ack } = await subscribe(noor);
    expect(ack).toMatchObject({ seq: 1, unread: 1, events: [] });
    expect(ack.notifications).toEqual([
      expect.objectContaining({ id: sent?.notificationId, data: { projectId: 'launch-film' }, readAt: null }),
    ]);
  });

  it('gives exactly what was missed to a subscription with since, as it was live', async () => {
    const layla = await person();
    const { socket: always, ack: start } = await subscribe(layla);
    const live = collect<NewNotification>(always, 'notification:new');
    for (const title of ['one', 'two', 'three', 'four', 'five']) await emit([layla], { ...CONTENT, title });
    await live.until(5);
    const { ack, socket } = await subscribe(layla, { since: { epoch: start.epoch, seq: 2 } });
    expect(ack).toMatchObject({ epoch: start.epoch, seq: 5, recovered: true, unread: 5 });
    expect(ack.events).toEqual(live.items.slice(2).map((data) => ({ event: 'notification:new', seq: data.seq, data })));
    const following = collect<NewNotification>(socket, 'notification:new');
    await emit([layla], { ...CONTENT, title: 'six' });
    await following.until(1);
    expect(following.items).toMatchObject([{ seq: 6, title: 'six', unread: 6 }]);
  });

  it('shows on one device what was read on the other', async () => {
    const layla = await person();
    const { socket: phone } = await subscribe(layla);
    const { socket: laptop } = await subscribe(layla);
    const unsubscribed = await app.connect('/notifications', layla);
    const own = collect(phone, 'notification:read');
    const silent = collect(unsubscribed, 'notification:read');
    const [first, second] = [(await emit([layla]))[0], (await emit([layla]))[0]];
    const told = next<NotificationRead>(laptop, 'notification:read');
    const read = await command<NotificationRead>(phone, 'notification:read', {
      notificationId: first?.notificationId,
    });
    expect(read).toMatchObject({ notificationId: first?.notificationId, unread: 1 });
    expect(await told).toEqual(read);
    const { ack } = await subscribe(layla);
    expect(ack.unread).toBe(1);
    expect(ack.notifications.map(({ id, readAt }) => [id, readAt])).toEqual([
      [second?.notificationId, null],
      [first?.notificationId, read.readAt],
    ]);
    await command(unsubscribed, 'notification:list', {});
    expect(own.items).toEqual([]);
    expect(silent.items).toEqual([]);
  });

  it('reads a notification once: a repeat tells the first time, and nobody hears of it', async () => {
    const layla = await person();
    const { socket: phone } = await subscribe(layla);
    const { socket: laptop } = await subscribe(layla);
    const heard = collect<NotificationRead>(laptop, 'notification:read');
    const [sent] = await emit([layla]);
    const payload = { notificationId: sent?.notificationId };
    const [first, second] = await Promise.all([
      command<NotificationRead>(phone, 'notification:read', payload),
      command<NotificationRead>(laptop, 'notification:read', payload),
    ]);
    expect(second).toEqual(first);
    expect(await command(phone, 'notification:read', payload)).toEqual(first);
    expect(first.unread).toBe(0);
    await command(laptop, 'notification:list', {});
    expect(heard.items.length).toBeLessThanOrEqual(1);
  });

  it('reads everything at once, and keeps when each was first read', async () => {
    const layla = await person();
    const { socket: phone } = await subscribe(layla);
    const { socket: laptop } = await subscribe(layla);
    const sent = [];
    for (let i = 0; i < 3; i += 1) sent.push(...(await emit([layla])));
    const one = await command<NotificationRead>(phone, 'notification:read', {
      notificationId: sent[1]?.notificationId,
    });
    const told = next(laptop, 'notification:readAll');
    expect(await command(phone, 'notification:readAll', {})).toEqual({ unread: 0 });
    expect(await told).toEqual({ unread: 0 });
    const before = await command<NotificationPage>(phone, 'notification:list', {});
    expect(before.unread).toBe(0);
    expect(before.notifications.map(({ readAt }) => readAt)).not.toContain(null);
    expect(before.notifications[1]?.readAt).toBe(one.readAt);
    await emit([layla]);
    expect(await command(phone, 'notification:readAll')).toEqual({ unread: 0 });
    const after = await command<NotificationPage>(phone, 'notification:list', {});
    expect(after.notifications.slice(1)).toEqual(before.notifications);
    const again = await command<NotificationRead>(phone, 'notification:read', {
      notificationId: sent[0]?.notificationId,
    });
    expect(again).toEqual({
      notificationId: sent[0]?.notificationId,
      readAt: before.notifications[2]?.readAt,
      unread: 0,
    });
  });

  it('says nothing when there was nothing to read', async () => {
    const layla = await person();
    const { socket: phone } = await subscribe(layla);
    const { socket: laptop } = await subscribe(layla);
    const heard = collect(laptop, 'notification:readAll');
    expect(await command(phone, 'notification:readAll', {})).toEqual({ unread: 0 });
    await command(laptop, 'notification:list', {});
    expect(heard.items).toEqual([]);
  });

  it('counts in the order of commands that a socket sends without waiting', async () => {
    const layla = await person();
    const { socket } = await subscribe(layla);
    const sent = await Promise.all(Array.from({ length: 20 }, () => emit([layla])));
    const reads = await Promise.all(
      sent.map(([one]) =>
        command<NotificationRead>(socket, 'notification:read', { notificationId: one?.notificationId }),
      ),
    );
    expect(reads.map(({ unread }) => unread)).toEqual(Array.from({ length: 20 }, (_, index) => 19 - index));
  });

  it('counts right when many devices read at once', async () => {
    const layla = await person();
    const sent = await Promise.all(Array.from({ length: 10 }, () => emit([layla])));
    const ids = sent.map(([one]) => one?.notificationId);
    const devices = await Promise.all(ids.map(() => app.connect('/notifications', layla)));
    const read = (notificationId: string | undefined) => (socket: Socket) =>
      command<NotificationRead>(socket, 'notification:read', { notificationId });
    const same = await Promise.all(devices.map(read(ids[0])));
    expect(same).toEqual(devices.map(() => ({ notificationId: ids[0], readAt: same[0]?.readAt, unread: 9 })));
    const each = await Promise.all(devices.map((socket, index) => read(ids[index])(socket)));
    expect(
      each
        .slice(1)
        .map(({ unread }) => unread)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await subscribe(layla)).ack.unread).toBe(0);
  });

  it('lists pages, newest first, and unread ones alone', async () => {
    const layla = await person();
    const { socket } = await subscribe(layla);
    for (let i = 0; i < 7; i += 1) await emit([layla]);
    const list = (payload: object) => command<NotificationPage>(socket, 'notification:list', payload);
    const seqs = ({ notifications }: NotificationPage) => notifications.map(({ seq }) => seq);
    const first = await list({ limit: 3 });
    expect([seqs(first), first.hasMore, first.unread]).toEqual([[7, 6, 5], true, 7]);
    const second = await list({ limit: 4, before: 5 });
    expect([seqs(second), second.hasMore]).toEqual([[4, 3, 2, 1], false]);
    const none = await list({ before: 1 });
    expect([seqs(none), none.hasMore, none.unread]).toEqual([[], false, 7]);
    await command(socket, 'notification:read', { notificationId: first.notifications[1]?.id });
    const unread = await list({ unreadOnly: true, limit: 5 });
    expect([seqs(unread), unread.hasMore, unread.unread]).toEqual([[7, 5, 4, 3, 2], true, 6]);
    await command(socket, 'notification:readAll', {});
    await emit([layla]);
    expect(seqs(await list({ unreadOnly: true }))).toEqual([8]);
    expect(seqs(await list({ unreadOnly: null, limit: null, before: null }))).toHaveLength(8);
  });

  it('subscribes with the latest fifty', async () => {
    const layla = await person();
    await Promise.all(Array.from({ length: 60 }, () => emit([layla])));
    const { ack } = await subscribe(layla);
    expect(ack.notifications.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
    expect(ack).toMatchObject({ seq: 60, unread: 60 });
  });

  it('ends with an unsubscription', async () => {
    const layla = await person();
    const { socket } = await subscribe(layla);
    const heard = collect(socket, 'notification:new');
    expect(await command(socket, 'notifications:unsubscribe', { userId: layla })).toEqual({ userId: layla });
    await emit([layla]);
    await command(socket, 'notification:list', {});
    expect(heard.items).toEqual([]);
    expect((await request(socket, 'notifications:unsubscribe', { userId: layla })).error?.code).toBe('NOT_JOINED');
  });

  it('is closed to everyone else', async () => {
    const [layla, omar] = [await person(), await person()];
    const socket = await app.connect('/notifications', omar);
    const [sent] = await emit([layla]);
    await emit([omar]);
    const refusals = await Promise.all([
      request(socket, 'notifications:subscribe', { userId: layla }),
      request(socket, 'notifications:subscribe', { userId: 'nobody' }),
      request(socket, 'notifications:unsubscribe', { userId: layla }),
      request(socket, 'notification:read', { notificationId: sent?.notificationId }),
      request(socket, 'notification:read', { notificationId: 'nothing' }),
    ]);
    expect(refusals.map(({ error }) => error?.code)).toEqual(Array.from({ length: 5 }, () => 'FORBIDDEN'));
    const { ack } = await subscribe(layla);
    expect(ack.unread).toBe(1);
  });

  it('refuses ids of events that are still to come, and before the first one', async () => {
    const layla = await person();
    const { socket } = await subscribe(layla);
    expect((await request(socket, 'notification:read', { notificationId: 'a.1' })).error?.code).toBe('FORBIDDEN');
    const [sent] = await emit([layla]);
    const future = sent?.notificationId.replace(/1$/, '2');
    expect((await request(socket, 'notification:read', { notificationId: future })).error?.code).toBe('FORBIDDEN');
  });

  it('shows an administrator the inbox of another user, and refuses an unknown one', async () => {
    const layla = await person();
    const { socket } = await subscribe(layla, {}, 'admin');
    const seen = next<NewNotification>(socket, 'notification:new');
    const [sent] = await emit([layla]);
    expect(await seen).toMatchObject({ userId: layla });
    const refused = await request(socket, 'notifications:subscribe', { userId: 'nobody' });
    expect(refused.error?.code).toBe('FORBIDDEN');
    const read = await request(socket, 'notification:read', { notificationId: sent?.notificationId });
    expect(read.error?.code).toBe('FORBIDDEN');
  });

  it('puts an administrator who no longer is one out of the inboxes of others', async () => {
    const layla = await person();
    await app.get(UsersService).upsert('deputy', { displayName: 'deputy', role: 'admin' });
    const { socket } = await subscribe(layla, {}, 'deputy');
    await command(socket, 'notifications:subscribe', { userId: 'deputy' });
    const heard = collect<NewNotification>(socket, 'notification:new');
    const revoked = next(socket, 'room:revoked');
    await app.get(UsersService).upsert('deputy', { displayName: 'deputy', role: 'member' });
    expect(await revoked).toEqual({ room: `inbox:${layla}`, reason: 'role' });
    await emit([layla]);
    await emit(['deputy']);
    await heard.until(1);
    expect(heard.items.map(({ userId }) => userId)).toEqual(['deputy']);
  });

  it('and also when that happens while the inbox is being opened', async () => {
    const layla = await person();
    const deputy = { displayName: 'late', role: 'admin' };
    await app.get(UsersService).upsert('late', deputy);
    const store = app.get(NotificationsStore);
    const list = store.list.bind(store);
    vi.spyOn(store, 'list').mockImplementationOnce(async (...args) => {
      await app.get(UsersService).upsert('late', { ...deputy, role: 'member' });
      return list(...args);
    });
    const socket = await app.connect('/notifications', 'late');
    const revoked = next(socket, 'room:revoked');
    await request(socket, 'notifications:subscribe', { userId: layla });
    expect(await revoked).toEqual({ room: `inbox:${layla}`, reason: 'role' });
    vi.restoreAllMocks();
  });

  it.each([
    ['notifications:subscribe', undefined, 'userId'],
    ['notifications:subscribe', { userId: 7 }, 'userId'],
    ['notifications:subscribe', { userId: 'person-1', since: 'now' }, 'since'],
    ['notifications:subscribe', { userId: 'person-1', since: { epoch: 'a', seq: -1 } }, 'since.seq'],
    ['notifications:unsubscribe', {}, 'userId'],
    ['notification:read', undefined, 'notificationId'],
    ['notification:read', { notificationId: 'x'.repeat(65) }, 'notificationId'],
    ['notification:readAll', { userId: 'omar' }, 'userId'],
    ['notification:list', { limit: 101 }, 'limit'],
    ['notification:list', { before: '3' }, 'before'],
    ['notification:list', { unreadOnly: 'yes' }, 'unreadOnly'],
    ['notification:list', [], ''],
  ])('refuses %s with %j', async (event, payload, path) => {
    const socket = await app.connect('/notifications', 'person-1', { locale: 'en' });
    const { error } = await request(socket, event, payload);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', event, details: [{ path }] });
  });

  describe('NotificationEmitter', () => {
    it('sends a repeat with the same clientId to nobody, and returns the first result', async () => {
      const [layla, omar] = [await person(), await person()];
      const { socket } = await subscribe(layla);
      const heard = collect(socket, 'notification:new');
      const first = await emit([layla], CONTENT, { clientId: 'once' });
      const both = await emit([layla, omar], { ...CONTENT, title: 'other' }, { clientId: 'once' });
      expect(both[0]).toEqual(first[0]);
      expect(both[1]).toMatchObject({ userId: omar, seq: 1 });
      const [concurrent, twin] = await Promise.all([
        emit([omar], CONTENT, { clientId: 'twice' }),
        emit([omar], CONTENT, { clientId: 'twice' }),
      ]);
      expect(twin).toEqual(concurrent);
      await command(socket, 'notification:list', {});
      expect(heard.items).toHaveLength(1);
    });

    it('reaches a thousand users, each once', async () => {
      const ids = Array.from({ length: 1000 }, (_, index) => `crowd-${index}`);
      await Promise.all(ids.map((id) => app.users(id)));
      const { socket } = await subscribe('crowd-999');
      const seen = next<NewNotification>(socket, 'notification:new');
      const sent = await emit(ids);
      expect(sent.map(({ userId }) => userId)).toEqual(ids);
      expect(new Set(sent.map(({ notificationId }) => notificationId)).size).toBe(1000);
      expect(sent.every(({ seq }) => seq === 1)).toBe(true);
      expect(await seen).toMatchObject({ userId: 'crowd-999', seq: 1 });
      const tooMany = await codeOf(emit([...ids, 'crowd-1']));
      expect(tooMany).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ path: 'userIds', rule: 'arrayMaxSize' }],
      });
    });

    it('counts a user who is named twice once', async () => {
      const layla = await person();
      expect(await emit([layla, layla])).toEqual([
        { userId: layla, notificationId: expect.any(String) as string, seq: 1 },
      ]);
    });

    it('reaches nobody when somebody does not exist', async () => {
      const layla = await person();
      expect(await codeOf(emit([layla, 'nobody', layla, 'no-one']))).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [
          { path: 'userIds.1', rule: 'isKnownUser' },
          { path: 'userIds.3', rule: 'isKnownUser' },
        ],
      });
      expect((await subscribe(layla)).ack.seq).toBe(0);
    });

    it('keeps the order of calls, also when the first has to wait', async () => {
      const layla = await person();
      const known = app.get(KnownUsers);
      const check = known.checkList.bind(known);
      let proceed: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        proceed = resolve;
      });
      const slow = vi.spyOn(known, 'checkList').mockImplementationOnce(async (...args) => {
        await gate;
        await check(...args);
      });
      onCleanup(() => slow.mockRestore());
      const failing = codeOf(emit(['nobody']));
      const sending = Array.from({ length: 20 }, () => emit([layla]));
      const last = vi.fn();
      void sending.at(-1)?.then(last);
      // A whole round trip to the database, in which the later ones would have been written.
      await subscribe(layla);
      expect(last).not.toHaveBeenCalled();
      proceed();
      const sent = await Promise.all(sending);
      expect(sent.map(([one]) => one?.seq)).toEqual(sending.map((_, index) => index + 1));
      expect(await failing).toMatchObject({ code: 'VALIDATION_FAILED' });
    });

    it('takes any JSON within the limits, as it is', async () => {
      const layla = await person();
      const data = {
        text: 'نص 🎬',
        list: [1, null, true, { deep: [] }],
        nested: { a: { b: { c: { d: { e: {} } } } } },
      };
      await emit([layla], { ...CONTENT, data } as typeof CONTENT);
      expect((await subscribe(layla)).ack.notifications[0]?.data).toEqual(data);
    });

    it.each([
      ['a list', []],
      ['text', 'text'],
      ['an instance', new Date()],
      ['U+0000', { text: 'a\u0000b' }],
      ['U+0000 in a key', { 'a\u0000b': 1 }],
      ['half a character', { text: '\ud800' }],
      ['an endless number', { n: Infinity }],
      ['a function', { f: () => 1 }],
      ['more than 16 KiB', { text: 'ن'.repeat(9000) }],
      ['nine levels', { a: { a: { a: { a: { a: { a: { a: { a: {} } } } } } } } }],
    ])('refuses %s as data', async (_, data) => {
      const error = await codeOf(emit(['admin'], { ...CONTENT, data } as typeof CONTENT));
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'data', rule: 'isJsonObject' }] });
    });

    it.each([
      ['no users', [], CONTENT, 'userIds'],
      ['an id that is none', ['a b'], CONTENT, 'userIds'],
      ['no title', ['admin'], { ...CONTENT, title: '' }, 'title'],
      ['a title that is too long', ['admin'], { ...CONTENT, title: 'x'.repeat(201) }, 'title'],
      ['no type', ['admin'], { title: 'a', body: 'b' }, 'type'],
      ['a body of another type', ['admin'], { ...CONTENT, body: 5 }, 'body'],
    ])('refuses %s', async (_, userIds, content, path) => {
      const error = await codeOf(emit(userIds, content as typeof CONTENT));
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] });
    });
  });
});

// Real: the application, the embedded database, sockets.
describe('/notifications after a restart', () => {
  it('knows what was read, what was not, and every clientId', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'depth-notifications-'));
    onCleanup(() => rm(dataDir, { recursive: true, force: true }));
    const before = await TestApp.start({ database: 'embedded', dataDir });
    await before.users('layla');
    const emitter = before.get(NotificationEmitter);
    const sent = [];
    for (const clientId of ['a', 'b', 'c']) sent.push(...(await emitter.emit(['layla'], CONTENT, { clientId })));
    const socket = await before.connect('/notifications', 'layla');
    const then = await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId: 'layla' });
    const read = await command<NotificationRead>(socket, 'notification:read', {
      notificationId: sent[0]?.notificationId,
    });
    await before.stop();

    const after = await startApp({ database: 'embedded', dataDir });
    expect(await after.get(NotificationEmitter).emit(['layla'], CONTENT, { clientId: 'c' })).toEqual([sent[2]]);
    const again = await after.connect('/notifications', 'layla');
    const now = await command<SubscribedNotifications>(again, 'notifications:subscribe', {
      userId: 'layla',
      since: { epoch: then.epoch, seq: then.seq },
    });
    expect(now).toMatchObject({ epoch: then.epoch, seq: 3, recovered: true, events: [], unread: 2 });
    expect(now.notifications[2]).toMatchObject({ id: sent[0]?.notificationId, readAt: read.readAt });
  });
});
