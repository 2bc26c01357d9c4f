import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Announcement, PrivateMessage, TailedCommand } from '../../client/client.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import { startApp, type TestApp } from '../support/app.js';
import { clientOf } from './support/clients.js';
import { RoughNetwork } from './support/rough-network.js';

describe('Projects', () => {
  let app: TestApp;
  let id: string;

  beforeAll(async () => {
    app = await startApp();
    await app.users('layla', 'omar');
  });

  async function project(...memberIds: string[]): Promise<void> {
    id = randomUUID();
    await app.get(Projects).upsert(id, { name: 'Film', memberIds });
  }

  it('tells every change as a record, as the new state and as a line of the feed', async () => {
    await project('layla', 'omar');
    const layla = await clientOf(app, 'layla').projects.join(id);
    const omar = await clientOf(app, 'omar').projects.join(id);
    const seen: string[] = [];
    for (const event of ['status', 'progress', 'comment', 'update', 'activity'] as const) {
      omar.on(event, ({ seq }) => seen.push(`${seq} ${event}`));
    }
    const from = (await layla.setStatus('review')).seq;
    await layla.setProgress(75, 'filmed');
    const comment = await layla.comment('Look', [{ url: 'https://example.com/a.png' }]);
    expect(comment).toMatchObject({
      userId: 'layla',
      comment: 'Look',
      attachments: [{ url: 'https://example.com/a.png' }],
    });
    await vi.waitFor(() =>
      expect(seen).toEqual([
        `${from} status`,
        `${from} update`,
        `${from} activity`,
        `${from + 1} progress`,
        `${from + 1} update`,
        `${from + 1} activity`,
        `${from + 2} comment`,
        `${from + 2} activity`,
      ]),
    );
    expect(omar.state.get()).toMatchObject({
      project: { status: 'review', progress: 75, milestone: 'filmed', updatedBy: 'layla' },
      activity: [{ seq: from }, { seq: from + 1 }, { seq: from + 2 }],
      records: [{ event: 'project:statusUpdate' }, { event: 'project:progress' }, { event: 'project:comment' }],
    });
    expect(layla.state.get().activity).toEqual([]);
  });

  it('catches up record by record, each in all of its forms, wherever the connection was cut', async () => {
    await project('layla', 'omar');
    const layla = await clientOf(app, 'layla').projects.join(id);
    const network = await RoughNetwork.to(app.url);
    const omar = await clientOf(app, 'omar', { url: network.url }).projects.join(id);
    const seen: string[] = [];
    for (const event of ['progress', 'update'] as const) omar.on(event, ({ seq }) => seen.push(`${seq} ${event}`));
    const expected: string[] = [];
    for (let round = 0; round < 15; round++) {
      const change = layla.setProgress(round);
      // Some cuts fall between the forms of one record.
      if (round % 3 === 0) network.cut('reset');
      const { seq } = await change;
      expected.push(`${seq} progress`, `${seq} update`);
    }
    await vi.waitFor(() => expect(seen).toEqual(expected), { timeout: 10_000 });
  });

  it('pages through what was done before', async () => {
    await project('layla');
    const first = await clientOf(app, 'layla').projects.join(id);
    for (let i = 0; i < 60; i++) await first.comment(`${i}`);
    const later = await clientOf(app, 'layla').projects.join(id);
    expect(later.state.get()).toMatchObject({ records: [], hasMore: true });
    await later.loadOlder();
    expect(later.state.get().records).toHaveLength(50);
    await later.loadOlder();
    expect(later.state.get()).toMatchObject({ hasMore: false });
    expect(later.state.get().records.map(({ data }) => 'comment' in data && data.comment)).toEqual(
      Array.from({ length: 60 }, (_, i) => `${i}`),
    );
  });

  it('tells who enters and who leaves', async () => {
    await project('layla', 'omar');
    const layla = await clientOf(app, 'layla').projects.join(id);
    const seen: string[] = [];
    layla.on('userJoined', ({ userId }) => seen.push(`${userId} joined`));
    layla.on('userLeft', ({ userId }) => seen.push(`${userId} left`));
    const omar = await clientOf(app, 'omar').projects.join(id);
    await omar.leave();
    await vi.waitFor(() => expect(seen).toEqual(['omar joined', 'omar left']));
  });

  it('rejects what the server refuses', async () => {
    await project('layla');
    const layla = await clientOf(app, 'layla').projects.join(id);
    await expect(layla.setProgress(101)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(clientOf(app, 'omar').projects.join(id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('Notifications', () => {
  let app: TestApp;
  let userId: string;

  beforeAll(async () => {
    app = await startApp();
  });

  async function notify(...titles: string[]): Promise<void> {
    for (const title of titles)
      await app.get(NotificationEmitter).emit([userId], { type: 'test', title, body: 'text' });
  }

  async function user(): Promise<string> {
    userId = randomUUID();
    await app.users(userId);
    return userId;
  }

  it('come once and in order, also after an outage, with the counter', async () => {
    await user();
    await notify('before');
    const network = await RoughNetwork.to(app.url);
    const inbox = await clientOf(app, userId, { url: network.url }).notifications.subscribe();
    const heard: string[] = [];
    inbox.on('new', ({ title }) => heard.push(title));
    await notify('live');
    network.refusing = true;
    network.cut('reset');
    await notify('missed', 'missed too');
    network.refusing = false;
    await vi.waitFor(() => expect(heard).toEqual(['live', 'missed', 'missed too']));
    expect(inbox.state.get()).toMatchObject({ unread: 4, hasMore: false });
    expect(inbox.state.get().notifications.map(({ title }) => title)).toEqual([
      'missed too',
      'missed',
      'live',
      'before',
    ]);
  });

  it('are read on one device and so on all', async () => {
    await user();
    await notify('a', 'b', 'c');
    const desk = await clientOf(app, userId).notifications.subscribe();
    const phone = await clientOf(app, userId).notifications.subscribe();
    const [latest] = desk.state.get().notifications;
    expect(await desk.read(latest?.id ?? '')).toMatchObject({ unread: 2 });
    await vi.waitFor(() => expect(phone.state.get()).toMatchObject({ unread: 2 }));
    expect(phone.state.get().notifications[0]?.readAt).toEqual(expect.any(String));
    await phone.readAll();
    await vi.waitFor(() => expect(desk.state.get()).toMatchObject({ unread: 0 }));
    expect(desk.state.get().notifications.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('show after an outage what was read elsewhere meanwhile', async () => {
    await user();
    await notify('a', 'b');
    const client = clientOf(app, userId);
    const desk = await client.notifications.subscribe();
    client.connection.disconnect();
    const phone = await clientOf(app, userId).notifications.subscribe();
    await phone.readAll();
    client.connection.connect();
    await vi.waitFor(() => expect(desk.state.get()).toMatchObject({ status: 'joined', unread: 0 }));
    expect(desk.state.get().notifications.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('are loaded further back', async () => {
    await user();
    await notify(...Array.from({ length: 70 }, (_, index) => `${index}`));
    const inbox = await clientOf(app, userId).notifications.subscribe();
    expect(inbox.state.get()).toMatchObject({ hasMore: true, unread: 70 });
    await inbox.loadOlder();
    expect(inbox.state.get().notifications).toHaveLength(70);
    expect(inbox.state.get().hasMore).toBe(false);
    expect((await inbox.list({ limit: 5, unreadOnly: true })).notifications).toHaveLength(5);
  });

  it('of others are for administrators', async () => {
    await user();
    await app.users('admin', 'omar');
    await expect(clientOf(app, 'omar').notifications.subscribe(userId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const watched = await clientOf(app, 'admin').notifications.subscribe(userId);
    const heard: string[] = [];
    watched.on('new', ({ title }) => heard.push(title));
    await notify('seen by both');
    await vi.waitFor(() => expect(heard).toEqual(['seen by both']));
  });

  it('are not mixed with the administrator’s own', async () => {
    await user();
    await app.users('admin');
    const client = clientOf(app, 'admin');
    const [own, watched] = await Promise.all([
      client.notifications.subscribe(),
      client.notifications.subscribe(userId),
    ]);
    await app.get(NotificationEmitter).emit(['admin', userId], { type: 'a', title: 'to both', body: 'b' });
    await vi.waitFor(() => expect([own, watched].map(({ state }) => state.get().unread)).toEqual([1, 1]));
    const read: string[] = [];
    for (const [name, inbox] of Object.entries({ own, watched })) inbox.on('readAll', () => read.push(name));
    await (await clientOf(app, userId).notifications.subscribe()).readAll();
    await vi.waitFor(() => expect(read).toEqual(['watched']));
    expect(watched.state.get().unread).toBe(0);
    expect(own.state.get()).toMatchObject({ unread: 1, notifications: [{ readAt: null }] });
  });
});

describe('Presence, private messages, administration', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
    await app.users('layla', 'omar', 'noor', 'admin');
  });

  it('follows users through an outage, and shares what several parts watch', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url });
    const one = client.presence.watch(['omar']);
    const two = client.presence.watch(['omar', 'noor', 'omar']);
    const statusOf = (userId: string): string | undefined => client.presence.state.get().get(userId)?.status;
    await vi.waitFor(() => expect([statusOf('omar'), statusOf('noor')]).toEqual(['offline', 'offline']));
    const omar = clientOf(app, 'omar');
    await vi.waitFor(() => expect(statusOf('omar')).toBe('online'));
    network.refusing = true;
    network.cut('reset');
    await omar.presence.set('away');
    network.refusing = false;
    await vi.waitFor(() => expect(statusOf('omar')).toBe('away'));
    two.stop();
    two.stop();
    expect([...client.presence.state.get().keys()]).toEqual(['omar']);
    one.stop();
    expect(client.presence.state.get().size).toBe(0);
    expect(() => client.presence.watch(Array.from({ length: 201 }, (_, i) => `u${i}`))).toThrow(RangeError);
  });

  it('says again that the user is away, after a reconnection', async () => {
    const network = await RoughNetwork.to(app.url);
    const noor = clientOf(app, 'noor', { url: network.url });
    const client = clientOf(app, 'layla');
    client.presence.watch(['noor']);
    await noor.presence.set('away');
    const seen: (string | undefined)[] = [];
    client.presence.state.subscribe(() => seen.push(client.presence.state.get().get('noor')?.status));
    await vi.waitFor(() => expect(client.presence.state.get().get('noor')?.status).toBe('away'));
    seen.length = 0;
    network.cut('reset');
    await vi.waitFor(() => expect(seen).toContain('online'));
    await vi.waitFor(() => expect(seen.at(-1)).toBe('away'));
  });

  it('brings private messages, and each announcement once', async () => {
    await app.conversation('announced', ['omar']);
    const omar = clientOf(app, 'omar');
    await omar.chat.join('announced');
    await omar.notifications.subscribe();
    const messages: PrivateMessage[] = [];
    const announcements: Announcement[] = [];
    omar.general.on('privateMessage', (message) => messages.push(message));
    omar.general.on('announcement', (announcement) => announcements.push(announcement));
    const sent = await clientOf(app, 'layla').general.sendPrivate('omar', 'psst');
    await vi.waitFor(() => expect(messages).toEqual([sent]));
    const admin = clientOf(app, 'admin');
    const first = await admin.general.announce({ message: 'all hear this' });
    const second = await admin.admin.announce({ message: 'some do', rooms: ['conversation:announced'] });
    await vi.waitFor(() => expect(announcements.map(({ id }) => id)).toEqual([first.id, second.id]));
  });

  it('gives administrators numbers, lists and the log, also after an outage', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'admin', { url: network.url });
    expect(await client.admin.stats()).toMatchObject({ nodes: 1 });
    expect(await client.admin.nodes()).toHaveLength(1);
    expect((await client.admin.rooms()).rooms.length).toBeGreaterThan(0);
    const stats = vi.fn();
    const lines: string[] = [];
    const endStats = client.admin.watchStats(stats);
    const endTail = client.admin.tail({ userId: 'noor' }, (line) => lines.push((line as TailedCommand).event));
    await vi.waitFor(() => expect(stats).toHaveBeenCalled(), { timeout: 5000 });
    network.cut('reset');
    stats.mockClear();
    await vi.waitFor(() => expect(stats).toHaveBeenCalled(), { timeout: 5000 });
    const noor = clientOf(app, 'noor');
    await vi.waitFor(
      async () => {
        await noor.presence.set('online');
        expect(lines).toContain('presence:set');
      },
      { timeout: 5000, interval: 200 },
    );
    endTail();
    endStats();
    endStats();
    expect((await client.admin.revoke({ userId: 'noor', reason: 'a test' })).userId).toBe('noor');
    await vi.waitFor(async () => {
      const { entries } = await client.admin.audit();
      expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining([expect.stringContaining('revoke')]));
    });
  });

  it('keeps others out of the administration, without harm to the rest', async () => {
    const client = clientOf(app, 'layla');
    await expect(client.admin.stats()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.admin.nodes()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await client.presence.set('online')).toEqual({ status: 'online' });
    expect(client.connection.state.get().status).toBe('online');
  });
});
