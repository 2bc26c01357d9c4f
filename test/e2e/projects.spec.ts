import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';

import { Database } from '../../src/database/database.js';
import { Projects } from '../../src/projects/projects.js';
import type {
  Activity,
  Attendance,
  JoinedProject,
  ProgressRecord,
  ProjectHistory,
  ProjectRecord,
  ProjectUpdate,
} from '../../src/projects/projects.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, request, type ConnectOptions } from '../support/client.js';

interface Seen {
  readonly event: string;
  readonly data: unknown;
}

const ATTACHMENT = { url: 'https://files.example.com/cut.mp4', name: 'cut.mp4', size: 1024, mimeType: 'video/mp4' };

/** The three commands that leave a record: what they carry, what the record adds, and the feed's summary. */
const RECORDS = [
  ['project:statusUpdate', { status: 'in_progress' }, { status: 'in_progress' }, 'in_progress'],
  ['project:progress', { progress: 75, milestone: 'تصوير مكتمل' }, undefined, '75% · تصوير مكتمل'],
  ['project:comment', { comment: 'عمل رائع!', attachments: [ATTACHMENT] }, undefined, 'عمل رائع!'],
] as const;

/** Every command, with a payload that is valid but for the project. */
const COMMANDS = [
  ['project:join', {}],
  ['project:leave', {}],
  ['project:history', {}],
  ...RECORDS.map(([event, payload]) => [event, payload] as const),
] as const;

let app: TestApp;

/** Makes a project of users, who are made too. */
async function project(id: string, memberIds: string[]): Promise<string> {
  await app.users(...memberIds);
  await app.get(Projects).upsert(id, { name: id, memberIds });
  return id;
}

async function join(projectId: string, userId: string, options?: ConnectOptions): Promise<Socket> {
  const socket = await app.connect('/projects', userId, options);
  const welcomed = next(socket, 'project:joined');
  await command(socket, 'project:join', { projectId });
  await welcomed;
  return socket;
}

/** Every event of the socket from now on. */
function everything(socket: Socket): readonly Seen[] {
  const seen: Seen[] = [];
  socket.onAny((event: string, data: unknown) => seen.push({ event, data }));
  return seen;
}

/** The same without the comings and goings, of which a socket may hear later than the one that came. */
function streamed(socket: Socket): readonly Seen[] {
  const seen: Seen[] = [];
  socket.onAny((event: string, data: unknown) => {
    if (!event.startsWith('user:')) seen.push({ event, data });
  });
  return seen;
}

async function codeOf(socket: Socket, event: string, payload?: unknown): Promise<string | undefined> {
  return (await request(socket, event, payload)).error?.code;
}

// Real: the application, PostgreSQL, sockets.
describe('/projects', () => {
  beforeAll(async () => {
    app = await startApp();
    await app.users('layla', 'omar', 'noor', 'admin');
  });

  describe('the room', () => {
    it('tells the caller where the project stands, and the others who came', async () => {
      const projectId = await project('film', ['layla', 'omar']);
      const omar = await join(projectId, 'omar');
      const layla = await app.connect('/projects', 'layla');
      const seen = everything(layla);
      const came = next<Attendance>(omar, 'user:joined');
      const welcomed = next(layla, 'project:joined');
      const joined = await command<JoinedProject>(layla, 'project:join', { projectId });
      expect(joined).toEqual({
        projectId,
        epoch: expect.stringMatching(/^[\w.-]{1,64}$/) as string,
        seq: 0,
        recovered: false,
        events: [],
        project: {
          id: projectId,
          name: 'film',
          status: 'planned',
          progress: 0,
          milestone: null,
          updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
          updatedBy: null,
        },
        members: [
          { userId: 'layla', online: true },
          { userId: 'omar', online: true },
        ],
      });
      expect(await welcomed).toEqual({ projectId });
      expect(await came).toEqual({ userId: 'layla', projectId });
      await command(layla, 'project:comment', { projectId, comment: 'first' });
      await expect.poll(() => seen.map(({ event }) => event)).toEqual(['project:joined', 'project:comment']);
    });

    it('tells the others who left, by command or by disconnecting', async () => {
      const projectId = await project('leaving', ['layla', 'omar', 'noor']);
      const omar = await join(projectId, 'omar');
      const layla = await join(projectId, 'layla');
      const noor = await join(projectId, 'noor');
      const left = collect<Attendance>(omar, 'user:left');
      expect(await command(layla, 'project:leave', { projectId })).toEqual({ projectId });
      await left.until(1);
      noor.disconnect();
      expect(await left.until(2)).toEqual([
        { userId: 'layla', projectId },
        { userId: 'noor', projectId },
      ]);
      expect(await codeOf(layla, 'project:comment', { projectId, comment: 'hi' })).toBe('NOT_JOINED');
    });

    it("counts a user's sockets as one person", async () => {
      const projectId = await project('devices', ['layla', 'omar', 'noor']);
      const omar = await join(projectId, 'omar');
      const came = collect<Attendance>(omar, 'user:joined');
      const left = collect<Attendance>(omar, 'user:left');
      const phone = await join(projectId, 'layla');
      const laptop = await join(projectId, 'layla');
      // What comes of noor would come after a second one of layla.
      const noor = await join(projectId, 'noor');
      await came.until(2);
      phone.disconnect();
      await command(noor, 'project:leave', { projectId });
      await left.until(1);
      laptop.disconnect();
      await left.until(2);
      expect(came.items.map(({ userId }) => userId)).toEqual(['layla', 'noor']);
      expect(left.items.map(({ userId }) => userId)).toEqual(['noor', 'layla']);
    });

    it('answers a second join of the same socket without telling anyone again', async () => {
      const projectId = await project('again', ['layla', 'omar', 'noor']);
      const omar = await join(projectId, 'omar');
      const came = collect<Attendance>(omar, 'user:joined');
      const layla = await join(projectId, 'layla');
      const comments = collect(layla, 'project:comment');
      const welcomed = next(layla, 'project:joined');
      await command(layla, 'project:join', { projectId });
      expect(await welcomed).toEqual({ projectId });
      await join(projectId, 'noor');
      await came.until(2);
      expect(came.items.map(({ userId }) => userId)).toEqual(['layla', 'noor']);
      await command(omar, 'project:comment', { projectId, comment: 'one' });
      await command(omar, 'project:comment', { projectId, comment: 'two' });
      await comments.until(2);
      expect(comments.items).toMatchObject([{ comment: 'one' }, { comment: 'two' }]);
    });
  });

  describe('what members do', () => {
    it.each(RECORDS)('%s reaches everyone, and the feed of the others', async (event, payload, added, summary) => {
      const projectId = await project(`does-${event.slice(8)}`, ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const laptop = await join(projectId, 'layla');
      const omar = await join(projectId, 'omar');
      const seen = [layla, laptop, omar].map(streamed);
      const record = await command<ProjectRecord>(layla, event, { projectId, ...payload });
      const fence = await command<ProjectRecord>(layla, 'project:comment', { projectId, comment: 'fence' });

      const head = { id: `${record.id.split('.')[0]}.1`, projectId, seq: 1, userId: 'layla' };
      expect(record).toEqual({ ...head, createdAt: record.createdAt, ...(added ?? payload) });
      const update: Seen[] =
        event === 'project:comment'
          ? []
          : [{ event: 'project:update', data: { projectId, seq: 1, project: stateAfter(record) } }];
      const activity = { projectId, seq: 1, type: event, userId: 'layla', createdAt: record.createdAt, summary };
      const forAll: Seen[] = [{ event, data: record }, ...update];
      const forOthers: Seen[] = [...forAll, { event: 'activity', data: activity }];
      const last: Seen = { event: 'project:comment', data: fence };
      await expect.poll(() => seen.map((items) => items.some((item) => isOf(item, fence)))).toEqual([true, true, true]);
      expect(upTo(seen[0]!, last)).toEqual(forAll);
      expect(upTo(seen[1]!, last)).toEqual(forOthers);
      expect(upTo(seen[2]!, last)).toEqual(forOthers);
    });

    it.each(RECORDS)('%s with a used clientId returns the first result and is seen once', async (event, payload) => {
      const projectId = await project(`twice-${event.slice(8)}`, ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await join(projectId, 'omar');
      const seen = collect(omar, event);
      const sent = { projectId, ...payload, clientId: 'c-1' };
      const [first, atOnce] = await Promise.all([command(layla, event, sent), command(layla, event, sent)]);
      expect(atOnce).toEqual(first);
      expect(await command(layla, event, sent)).toEqual(first);
      // Another user's is another one, and null is none.
      const other = await command<ProjectRecord>(omar, event, sent);
      expect(other.seq).toBe(2);
      const [third, fourth] = await Promise.all(
        [1, 2].map(() => command<ProjectRecord>(layla, event, { ...sent, clientId: null })),
      );
      expect([third?.seq, fourth?.seq]).toEqual([3, 4]);
      expect(await seen.until(4)).toEqual([first, other, third, fourth]);
    });

    it('keeps the milestone until another one is told, and fractions of a percent', async () => {
      const projectId = await project('fractions', ['layla']);
      const layla = await join(projectId, 'layla');
      const updates = collect<ProjectUpdate>(layla, 'project:update');
      await command(layla, 'project:progress', { projectId, progress: 33.3333, milestone: 'script' });
      await command(layla, 'project:progress', { projectId, progress: 1e-300 });
      await command(layla, 'project:progress', { projectId, progress: 99.9999, milestone: null });
      await command(layla, 'project:statusUpdate', { projectId, status: 'review', updatedBy: 'layla' });
      await updates.until(4);
      expect(
        updates.items.map(({ project: { progress, milestone, status } }) => [progress, milestone, status]),
      ).toEqual([
        [33.3333, 'script', 'planned'],
        [0, 'script', 'planned'],
        [99.9999, 'script', 'planned'],
        [99.9999, 'script', 'review'],
      ]);
    });

    it('keeps the order of what one socket sends without waiting', async () => {
      const projectId = await project('order', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const seen = everything(await join(projectId, 'omar'));
      const sent = Array.from({ length: 60 }, (_, index) => RECORDS[index % RECORDS.length]![0]);
      const payloads = new Map<string, object>(RECORDS.map(([event, payload]) => [event, payload]));
      const acks = await Promise.all(
        sent.map((event) => command<ProjectRecord>(layla, event, { projectId, ...payloads.get(event) })),
      );
      expect(acks.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 1));
      const records = (): Seen[] => seen.filter(({ event }) => payloads.has(event));
      await expect.poll(() => records().length).toBe(60);
      expect(records()).toEqual(acks.map((data, index) => ({ event: sent[index], data })));
    });
  });

  describe('catching up', () => {
    it('gives exactly what was seen live', async () => {
      const projectId = await project('catch-up', ['layla', 'omar', 'noor']);
      const layla = await join(projectId, 'layla');
      const noor = await app.connect('/projects', 'noor');
      const { epoch } = await command<JoinedProject>(noor, 'project:join', { projectId });
      noor.disconnect();
      const omar = await join(projectId, 'omar');
      const live = streamed(omar);
      for (const [event, payload] of RECORDS) await command(layla, event, { projectId, ...payload });
      await app.get(Projects).upsert(projectId, { name: 'renamed', memberIds: ['layla', 'omar', 'noor'] });
      await expect.poll(() => live.filter(({ event }) => event === 'project:update').length).toBe(3);

      const back = await app.connect('/projects', 'noor');
      const after = everything(back);
      const joined = await command<JoinedProject>(back, 'project:join', { projectId, since: { epoch, seq: 0 } });
      expect(joined).toMatchObject({ epoch, seq: 4, recovered: true });
      expect(joined.events.map(({ event, data }) => ({ event, data }))).toEqual(live);
      expect(joined.events.map(({ seq }) => seq)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 4]);
      expect(joined.project).toMatchObject({ name: 'renamed', status: 'in_progress', progress: 75, updatedBy: null });

      const fifth = await command<ProjectRecord>(layla, 'project:comment', { projectId, comment: 'live again' });
      await expect
        .poll(() => after.map(({ event }) => event))
        .toEqual(['project:joined', 'project:comment', 'activity']);
      expect(after[1]?.data).toEqual(fifth);
    });

    it('says so when it cannot', async () => {
      const projectId = await project('reset', ['layla']);
      const layla = await app.connect('/projects', 'layla');
      const { epoch } = await command<JoinedProject>(layla, 'project:join', { projectId });
      for (const since of [{ epoch: 'another', seq: 0 }, { epoch, seq: 9 }, null]) {
        const joined = await command<JoinedProject>(layla, 'project:join', { projectId, since });
        expect(joined).toMatchObject({ epoch, seq: 0, recovered: false, events: [] });
      }
    });

    it('answers a join with the state at exactly its seq while others write', async () => {
      const projectId = await project('busy', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await app.connect('/projects', 'omar');
      const progressAt = new Map([[0, 0]]);
      const writing = Array.from({ length: 100 }, async (_, index) => {
        const payload = { projectId, progress: index + 1 };
        const { seq, progress } = await command<ProgressRecord>(layla, 'project:progress', payload);
        progressAt.set(seq, progress);
      });
      const joins: JoinedProject[] = [];
      while (progressAt.size < 100) {
        joins.push(await command<JoinedProject>(omar, 'project:join', { projectId }));
        await command(omar, 'project:leave', { projectId });
      }
      await Promise.all(writing);
      expect(joins.length).toBeGreaterThan(1);
      expect(joins.map(({ project: { progress } }) => progress)).toEqual(joins.map(({ seq }) => progressAt.get(seq)));
    });

    it('pages through the records, oldest first', async () => {
      const projectId = await project('history', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const records: ProjectRecord[] = [];
      for (const [event, payload] of RECORDS) records.push(await command(layla, event, { projectId, ...payload }));
      await app.get(Projects).upsert(projectId, { name: 'renamed', memberIds: ['layla', 'omar'] });
      records.push(await command(layla, 'project:comment', { projectId, comment: 'last' }));
      // Without having joined.
      const omar = await app.connect('/projects', 'omar');
      const names = ['project:statusUpdate', 'project:progress', 'project:comment', 'project:comment'];
      const all = records.map((data, index) => ({ event: names[index], seq: data.seq, data }));
      expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 5]);
      expect(await command(omar, 'project:history', { projectId })).toEqual({ events: all, hasMore: false });
      const page = await command<ProjectHistory>(omar, 'project:history', { projectId, limit: 2 });
      expect(page).toEqual({ events: all.slice(2), hasMore: true });
      expect(await command(omar, 'project:history', { projectId, limit: 2, before: 3 })).toEqual({
        events: all.slice(0, 2),
        hasMore: false,
      });
      expect(await command(omar, 'project:history', { projectId, before: 1 })).toEqual({ events: [], hasMore: false });
    });
  });

  describe('access', () => {
    it.each(COMMANDS)('%s is refused to strangers, of whatever role', async (event, payload) => {
      const projectId = await project('private', ['layla']);
      for (const userId of ['noor', 'admin']) {
        const socket = await app.connect('/projects', userId);
        expect(await codeOf(socket, event, { projectId, ...payload })).toBe('FORBIDDEN');
        expect(await codeOf(socket, event, { projectId: 'nothing', ...payload })).toBe('FORBIDDEN');
      }
    });

    it.each([['project:leave', {}] as const, ...RECORDS.map(([event, payload]) => [event, payload] as const)])(
      '%s asks a member to join first',
      async (event, payload) => {
        const projectId = await project('outside', ['layla']);
        const layla = await app.connect('/projects', 'layla');
        expect(await codeOf(layla, event, { projectId, ...payload })).toBe('NOT_JOINED');
      },
    );

    it('takes nobody for another', async () => {
      const projectId = await project('impostor', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const seen = streamed(layla);
      const forged = { projectId, status: 'completed', updatedBy: 'omar' };
      expect(await codeOf(layla, 'project:statusUpdate', forged)).toBe('FORBIDDEN');
      const { seq } = await command<ProjectRecord>(layla, 'project:statusUpdate', { ...forged, updatedBy: 'layla' });
      expect(seq).toBe(1);
      await expect.poll(() => seen.length).toBe(2);
    });

    it('puts a removed member out at once', async () => {
      const projectId = await project('removal', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await join(projectId, 'omar');
      const seen = everything(omar);
      const revoked = next(omar, 'room:revoked');
      const left = next<Attendance>(layla, 'user:left');
      await app.get(Projects).removeMember(projectId, 'omar');
      expect(await revoked).toEqual({ room: `project:${projectId}`, reason: 'removed' });
      expect(await left).toEqual({ userId: 'omar', projectId });
      for (const [event, payload] of RECORDS) {
        await command(layla, event, { projectId, ...payload });
        expect(await codeOf(omar, event, { projectId, ...payload })).toBe('FORBIDDEN');
      }
      for (const [event, payload] of COMMANDS) {
        expect(await codeOf(omar, event, { projectId, ...payload })).toBe('FORBIDDEN');
      }
      expect(seen.map(({ event }) => event)).toEqual(['room:revoked']);
      await app.get(Projects).addMember(projectId, 'omar');
      expect(await command<JoinedProject>(omar, 'project:join', { projectId })).toMatchObject({ seq: 3 });
    });
  });

  describe('removal during a join', () => {
    it('never leaves a stranger in the room', async () => {
      const projectId = await project('race', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await app.connect('/projects', 'omar');
      const comments = collect(omar, 'project:comment');
      const outcomes = new Set<string | undefined>();
      for (let round = 0; round < 60; round += 1) {
        await app.get(Projects).addMember(projectId, 'omar');
        const joining = codeOf(omar, 'project:join', { projectId });
        // The join asks the database a few times: remove its user before, between, and after.
        for (let query = 0; query < round % 15; query += 1) await app.get(Database).ping();
        await app.get(Projects).removeMember(projectId, 'omar');
        outcomes.add(await joining);
        expect(await codeOf(omar, 'project:comment', { projectId, comment: 'still here' })).toBe('FORBIDDEN');
        await command(layla, 'project:comment', { projectId, comment: 'alone' });
      }
      expect(outcomes).toContain('FORBIDDEN');
      expect(outcomes).toContain(undefined);
      expect(comments.items).toEqual([]);
    });
  });

  describe('the platform', () => {
    it('renames, and the members see it; a repeat changes nothing', async () => {
      const projectId = await project('platform', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await join(projectId, 'omar');
      await command(layla, 'project:progress', { projectId, progress: 10 });
      const updates = collect<ProjectUpdate>(layla, 'project:update');
      const feed = collect<Activity>(omar, 'activity');
      const revoked = next(omar, 'room:revoked');
      const projects = app.get(Projects);
      await projects.upsert(projectId, { name: 'platform', memberIds: ['layla', 'omar'] });
      await projects.upsert(projectId, { name: 'New name', memberIds: ['layla', 'omar'], status: 'review' });
      await projects.upsert(projectId, { name: 'New name', memberIds: ['layla', 'omar'], status: 'review' });
      await projects.upsert(projectId, { name: 'Newer name', memberIds: ['layla', 'layla'] });
      await revoked;
      await updates.until(2);
      expect(updates.items).toMatchObject([
        { seq: 2, project: { name: 'New name', status: 'review', progress: 10, updatedBy: null } },
        { seq: 3, project: { name: 'Newer name', status: 'review', progress: 10, updatedBy: null } },
      ]);
      // The one of the progress alone.
      expect(feed.items.map(({ seq }) => seq)).toEqual([1]);
    });

    it('knows no members of projects that do not exist', async () => {
      await expect(app.get(Projects).addMember('nothing', 'layla')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(app.get(Projects).removeMember('nothing', 'layla')).resolves.toBeUndefined();
    });
  });

  describe('transports', () => {
    it('serves a client on long-polling the same, once and in order', async () => {
      const projectId = await project('polling', ['layla', 'omar']);
      const layla = await join(projectId, 'layla');
      const omar = await join(projectId, 'omar', { transports: ['polling'], upgrade: false });
      const seen = streamed(omar);
      for (let progress = 1; progress <= 20; progress += 1) {
        await command(layla, 'project:progress', { projectId, progress });
      }
      await expect.poll(() => seen.length).toBe(60);
      expect(seen.map(({ event }) => event)).toEqual(
        Array.from({ length: 20 }, () => ['project:progress', 'project:update', 'activity']).flat(),
      );
      expect(seen.map(({ data }) => (data as ProjectUpdate).seq)).toEqual(
        Array.from({ length: 60 }, (_, index) => Math.floor(index / 3) + 1),
      );
    });

    it('batches the feed and the comings and goings for a client that asks for it', async () => {
      const projectId = await project('batch', ['layla', 'omar', 'noor']);
      const omar = await join(projectId, 'omar', { batch: true });
      const seen = everything(omar);
      const layla = await join(projectId, 'layla');
      const noor = await join(projectId, 'noor');
      const { createdAt } = await command<ProjectRecord>(layla, 'project:comment', { projectId, comment: 'hi' });
      const batched = (): Seen[] => seen.filter(({ event }) => event === 'batch').flatMap(({ data }) => data as Seen[]);
      noor.disconnect();
      await expect.poll(batched).toEqual([
        { event: 'user:joined', data: { userId: 'layla', projectId } },
        { event: 'user:joined', data: { userId: 'noor', projectId } },
        {
          event: 'activity',
          data: { projectId, seq: 1, type: 'project:comment', userId: 'layla', createdAt, summary: 'hi' },
        },
        { event: 'user:left', data: { userId: 'noor', projectId } },
      ]);
      expect(new Set(seen.map(({ event }) => event))).toEqual(new Set(['batch', 'project:comment']));
    });
  });

  describe('payloads', () => {
    const TEXT = 'x'.repeat(8001);
    it.each([
      ['project:join', { since: 'now' }, 'since'],
      ['project:join', { since: { epoch: 'e' } }, 'since.seq'],
      ['project:join', { more: 1 }, 'more'],
      ['project:leave', { more: 1 }, 'more'],
      ['project:statusUpdate', {}, 'status'],
      ['project:statusUpdate', { status: 'finished' }, 'status'],
      ['project:statusUpdate', { status: 'draft', updatedBy: 7 }, 'updatedBy'],
      ['project:statusUpdate', { status: 'draft', clientId: 'a b' }, 'clientId'],
      ['project:progress', {}, 'progress'],
      ['project:progress', { progress: '75' }, 'progress'],
      ['project:progress', { progress: -0.1 }, 'progress'],
      ['project:progress', { progress: 100.1 }, 'progress'],
      ['project:progress', { progress: 50, milestone: '' }, 'milestone'],
      ['project:progress', { progress: 50, milestone: 'x\u0000' }, 'milestone'],
      ['project:comment', {}, 'comment'],
      ['project:comment', { comment: ' ' }, 'comment'],
      ['project:comment', { comment: TEXT }, 'comment'],
      ['project:comment', { comment: 'a', attachments: {} }, 'attachments'],
      ['project:comment', { comment: 'a', attachments: [[ATTACHMENT]] }, 'attachments'],
      ['project:comment', { comment: 'a', attachments: [null] }, 'attachments'],
      ['project:comment', { comment: 'a', attachments: Array(11).fill(ATTACHMENT) }, 'attachments'],
      ['project:comment', { comment: 'a', attachments: [{ name: 'x' }] }, 'attachments.0.url'],
      ['project:comment', { comment: 'a', attachments: [{ url: 'http://a.example/b' }] }, 'attachments.0.url'],
      ['project:comment', { comment: 'a', attachments: [{ ...ATTACHMENT, size: -1 }] }, 'attachments.0.size'],
      ['project:history', { before: 0 }, 'before'],
      ['project:history', { before: 1e300 }, 'before'],
      ['project:history', { limit: 101 }, 'limit'],
    ])('%s %j is refused because of %s', async (event, payload, path) => {
      const projectId = await project('strict', ['layla']);
      const layla = await join(projectId, 'layla');
      const { error } = await request(layla, event, { projectId, ...payload });
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(JSON.stringify(error?.details)).toContain(`"path":"${path}"`);
    });

    it.each(COMMANDS.map(([event]) => event))('%s needs a payload that names a project', async (event) => {
      const layla = await app.connect('/projects', 'layla');
      for (const payload of [undefined, null, 'film', [], { projectId: 7 }, { projectId: '../film' }]) {
        expect(await codeOf(layla, event, payload)).toBe('VALIDATION_FAILED');
      }
      const error = next(layla, 'error');
      layla.emit(event);
      expect(await error).toMatchObject({ code: 'VALIDATION_FAILED', event });
    });
  });
});

// Real: the application, PGlite, sockets.
it('does the same on the embedded database', async () => {
  app = await startApp({ database: 'embedded' });
  const projectId = await project('embedded', ['layla', 'omar']);
  const layla = await join(projectId, 'layla');
  const omar = await join(projectId, 'omar');
  const updates = collect<ProjectUpdate>(omar, 'project:update');
  for (const [event, payload] of [...RECORDS, ...RECORDS]) {
    await command(layla, event, { projectId, ...payload, clientId: event.replace(':', '-') });
  }
  await app.get(Projects).upsert(projectId, { name: 'renamed', memberIds: ['omar'] });
  await updates.until(3);
  const joined = await command<JoinedProject>(omar, 'project:join', { projectId });
  expect(joined).toMatchObject({ seq: 4, project: updates.items[2]?.project, members: [{ userId: 'omar' }] });
  expect(joined.project).toMatchObject({ name: 'renamed', status: 'in_progress', progress: 75 });
  const { events } = await command<ProjectHistory>(omar, 'project:history', { projectId });
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

function stateAfter(record: ProjectRecord): unknown {
  const { projectId: id, createdAt: updatedAt, userId: updatedBy } = record;
  return {
    id,
    name: id,
    status: 'status' in record ? record.status : 'planned',
    progress: 'progress' in record ? record.progress : 0,
    milestone: ('milestone' in record ? record.milestone : undefined) ?? null,
    updatedAt,
    updatedBy,
  };
}

function isOf({ event, data }: Seen, record: ProjectRecord): boolean {
  return event === 'project:comment' && (data as ProjectRecord).id === record.id;
}

/** What came before `last`. */
function upTo(seen: readonly Seen[], last: Seen): readonly Seen[] {
  return seen.slice(
    0,
    seen.findIndex((item) => isOf(item, last.data as ProjectRecord)),
  );
}
