import type { Socket } from 'socket.io-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { WEBHOOK_EVENTS } from '../../src/config/webhook-events.js';
import { Database } from '../../src/database/database.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { appendBatch } from '../../src/streams/append-batch.js';
import { StreamLog } from '../../src/streams/stream-log.js';
import { webhookCursors } from '../../src/webhooks/webhooks.schema.js';
import { startApp, type AppOptions, type TestApp } from '../support/app.js';
import { command } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { WEBHOOK_SECRET, WebhookReceiver, type Judge } from './support/webhook-receiver.js';
import { verify } from './support/verify.js';

// Real: the application, PostgreSQL (and once the embedded database), sockets, and a receiver behind HTTP.
describe('Webhooks', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  const start = async (options: AppOptions = {}): Promise<TestApp> =>
    startApp({ ...options, env: { ...receiver.env, WEBHOOK_TIMEOUT_MS: '500', LOG_LEVEL: 'silent', ...options.env } });

  async function member(app: TestApp, conversationId: string, userId = 'layla'): Promise<Socket> {
    await app.conversation(conversationId, [userId]);
    const socket = await app.connect('/chat', userId);
    await command(socket, 'chat:join', { conversationId });
    return socket;
  }

  const send = (socket: Socket, conversationId: string, content: string): Promise<{ id: string }> =>
    command(socket, 'chat:message', { conversationId, content });

  describe('tell', () => {
    it.each(['postgres', 'embedded'] as const)(
      'every event of the list, over %s',
      async (database) => {
        const app = await start({ database });
        const chat = await member(app, 'general');
        const { id } = await send(chat, 'general', 'مرحبا');
        await command(chat, 'chat:edit', { conversationId: 'general', messageId: id, content: 'أهلا' });
        await command(chat, 'chat:delete', { conversationId: 'general', messageId: id });
        await app.get(Projects).upsert('film', { name: 'Film', memberIds: ['layla'] });
        const projects = await app.connect('/projects', 'layla');
        await command(projects, 'project:join', { projectId: 'film' });
        await command(projects, 'project:statusUpdate', { projectId: 'film', status: 'review' });
        await command(projects, 'project:comment', { projectId: 'film', comment: 'good' });
        await app.get(Projects).upsert('film', { name: 'The film', memberIds: ['layla'] });
        const content = { type: 'review.done', title: 'Review', body: 'done', data: { projectId: 'film' } };
        for (let i = 0; i < 2; i += 1) await app.get(NotificationEmitter).emit(['layla'], content);
        const inbox = await app.connect('/notifications', 'layla');
        const { notifications } = await command<{ notifications: { id: string }[] }>(inbox, 'notifications:subscribe', {
          userId: 'layla',
        });
        const notificationId = notifications[0]?.id ?? '';
        // That a user has come is found out beside the commands, which may be faster.
        await receiver.until('user:layla', 1, 30_000);
        await command(inbox, 'notification:read', { notificationId });
        // A second time is no news.
        await command(inbox, 'notification:read', { notificationId });
        await command(inbox, 'notification:readAll', {});
        for (const socket of [chat, projects, inbox]) socket.disconnect();

        const conversation = await receiver.until('conversation:general', 3);
        expect(conversation.map(({ type, seq, data }) => [type, seq, (data as { content?: string }).content])).toEqual([
          // Deleted by the time it may be told: then its text is gone.
          ['message.created', 1, expect.stringMatching(/^(مرحبا)?$/)],
          ['message.updated', 2, expect.stringMatching(/^(أهلا)?$/)],
          ['message.deleted', 3, undefined],
        ]);
        expect(conversation[2]).toMatchObject({ actorId: 'layla', data: { conversationId: 'general', messageId: id } });
        const project = await receiver.until('project:film', 3);
        expect(project).toMatchObject([
          {
            type: 'project.updated',
            actorId: 'layla',
            data: { project: { status: 'review' }, record: { status: 'review' } },
          },
          { type: 'project.commented', data: { comment: 'good', userId: 'layla' } },
          { type: 'project.updated', actorId: 'system', data: { project: { name: 'The film' } } },
        ]);
        const [notification, ...others] = await receiver.until('inbox:layla', 2);
        expect(notification).toMatchObject({ type: 'notification.created', data: { userId: 'layla', ...content } });
        expect(others).toHaveLength(1);
        const user = await receiver.until('user:layla', 4, 30_000);
        expect(user.map(({ type }) => type)).toEqual([
          'user.online',
          'notification.read',
          'notification.readAll',
          'user.offline',
        ]);
        expect(user[1]?.data).toEqual({ userId: 'layla', notificationId, readAt: expect.any(String) as string });
        expect(user[2]?.data).toEqual({ userId: 'layla', upToSeq: 2 });
        expect(new Set(receiver.taken.map(({ type }) => type))).toEqual(new Set(WEBHOOK_EVENTS));
      },
      120_000,
    );

    it('with a signature, a time, and an id that is the same for each attempt', async () => {
      receiver.judge = (_webhook, _response, attempt) => (attempt === 1 ? 500 : 200);
      const app = await start({ env: { WEBHOOK_EVENTS: 'message.created' } });
      await send(await member(app, 'general'), 'general', 'hello');
      const [event] = await receiver.until('conversation:general', 1);
      const [first, second] = receiver.attempts;
      expect(receiver.attempts).toHaveLength(2);
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(event?.id).toBe(second?.headers['webhook-id']);
      expect(event?.id).toMatch(/^conversation:general:[0-9a-f]{12}\.1$/);
      expect(second?.body).toBe(first?.body);
      for (const { headers, body } of receiver.attempts) {
        expect(headers['content-type']).toBe('application/json');
        expect(verify(headers, body, WEBHOOK_SECRET)).toBe(true);
        expect(verify(headers, body.replace('hello', 'hullo'), WEBHOOK_SECRET)).toBe(false);
      }
    });

    it('only what is wanted', async () => {
      const app = await start({ env: { WEBHOOK_EVENTS: 'message.deleted' } });
      const socket = await member(app, 'general');
      const { id } = await send(socket, 'general', 'hello');
      await command(socket, 'chat:delete', { conversationId: 'general', messageId: id });
      await receiver.until('conversation:general', 1);
      expect(receiver.attempts.map(({ webhook }) => webhook.type)).toEqual(['message.deleted']);
      expect((await app.get(StreamLog).positions(['user:layla'])).size).toBe(0);
    });

    it('nothing when they are off', async () => {
      const app = await startApp();
      await send(await member(app, 'general'), 'general', 'hello');
      expect(await app.get(Database).orm.select().from(webhookCursors)).toEqual([]);
      expect((await app.get(StreamLog).positions(['user:layla'])).size).toBe(0);
      const health = (await (await fetch(`${app.url}/health`)).json()) as { details: object };
      expect(health.details).toMatchObject({ webhooks: { status: 'up', message: 'off' } });
    });

    it('what happens from the first start with them on, and not the years before', async () => {
      const env = { DATABASE_URL: await createDatabase() };
      const before = await startApp({ env });
      await send(await member(before, 'general'), 'general', 'long ago');
      await before.stop();
      const app = await start({ env });
      const socket = await member(app, 'general');
      await send(socket, 'general', 'now');
      await send(await member(app, 'new'), 'new', 'also now');
      const [told] = await receiver.until('conversation:general', 1);
      expect(told).toMatchObject({ seq: 2, data: { content: 'now' } });
      expect(await receiver.until('conversation:new', 1)).toMatchObject([{ seq: 1 }]);
    });
  });

  let requests = 0;
  const ALTERNATING: readonly (readonly [string, Judge])[] = [
    ['request', () => (requests++ % 2 === 0 ? 503 : 200)],
    ['attempt of each event', (_webhook, _response, attempt) => (attempt % 2 === 1 ? 503 : 200)],
  ];

  it.each(ALTERNATING)(
    'a receiver that fails every other %s gets every event, in order',
    async (_what, judge) => {
      receiver.judge = judge;
      const app = await start({ env: { WEBHOOK_EVENTS: 'message.created,message.updated' } });
      const rooms = ['one', 'two', 'three', 'four'];
      const sockets = await Promise.all(rooms.map((room, i) => member(app, room, `user-${i}`)));
      const COUNT = 8;
      await Promise.all(
        rooms.map(async (room, i) => {
          for (let n = 0; n < COUNT; n += 1) await send(sockets[i]!, room, `${room} ${n}`);
        }),
      );
      for (const room of rooms) {
        const told = await receiver.until(`conversation:${room}`, COUNT, 60_000);
        expect(told.map(({ data }) => (data as { content: string }).content)).toEqual(
          Array.from({ length: COUNT }, (_, n) => `${room} ${n}`),
        );
        // Also the attempts: no event is tried before the one before it was taken.
        const seqs = receiver.attempts.filter(({ webhook }) => webhook.stream === `conversation:${room}`);
        expect(seqs.map(({ webhook }) => webhook.seq)).toEqual(
          seqs.map(({ webhook }) => webhook.seq).toSorted((a, b) => a - b),
        );
      }
      const refused = receiver.attempts.filter(({ status }) => status === 503).length;
      expect(refused).toBeGreaterThan(rooms.length * COUNT * 0.4);
    },
    120_000,
  );

  describe('a stream that is refused', () => {
    const REFUSALS: readonly (readonly [string, Judge])[] = [
      ['with a status', () => 500],
      [
        'with a redirect, which is not followed',
        (_webhook, response) => {
          response.writeHead(307, { location: '/elsewhere' }).end();
          return undefined;
        },
      ],
      ['by silence', () => undefined],
      [
        'by a hang-up',
        (_webhook, response) => {
          response.destroy();
          return undefined;
        },
      ],
    ];

    it.each(REFUSALS)('%s holds up no other, and goes on when it is taken', async (_how, refuse) => {
      receiver.judge = (webhook, response, attempt) =>
        webhook.stream === 'conversation:stuck' ? refuse(webhook, response, attempt) : 200;
      const app = await start({ env: { WEBHOOK_CONCURRENCY: '2', WEBHOOK_EVENTS: 'message.created' } });
      const stuck = await member(app, 'stuck');
      const free = await member(app, 'free');
      for (let n = 0; n < 3; n += 1) await send(stuck, 'stuck', `${n}`);
      for (let n = 0; n < 20; n += 1) await send(free, 'free', `${n}`);
      expect((await receiver.until('conversation:free', 20)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 20 }, (_, n) => n + 1),
      );
      expect(receiver.of('conversation:stuck')).toEqual([]);
      receiver.judge = () => 200;
      expect((await receiver.until('conversation:stuck', 3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('is told of, with its reason, in the metrics, the health and the database', async () => {
      receiver.judge = () => 418;
      const app = await start({ env: { WEBHOOK_EVENTS: 'message.created' } });
      await send(await member(app, 'general'), 'general', 'hello');
      await vi.waitFor(
        async () => {
          expect(await app.get(Metrics).expose()).toMatch(/^realtime_webhook_failing_streams 1$/m);
        },
        { timeout: 15_000, interval: 200 },
      );
      const metrics = await app.get(Metrics).expose();
      expect(metrics).toMatch(/^realtime_webhook_pending_streams 1$/m);
      expect(metrics).toMatch(/realtime_webhook_request_seconds_count\{event="message.created",outcome="refused"\} \d/);
      const health = (await (await fetch(`${app.url}/health`)).json()) as { details: object };
      expect(health.details).toMatchObject({ webhooks: { status: 'up', pending: 1, failing: 1 } });
      const database = app.get(Database);
      const [row] = await database.orm.select().from(webhookCursors);
      expect(row).toMatchObject({ seq: 0, seen: 1, lastError: 'status 418' });
      // As it looks after two minutes.
      await database.orm.update(webhookCursors).set({ failingSince: new Date(Date.now() - 120_000) });
      await vi.waitFor(
        async () => {
          const response = await fetch(`${app.url}/health`);
          expect(response.status).toBe(200);
          expect(await response.json()).toMatchObject({
            status: 'degraded',
            details: { webhooks: { status: 'degraded', failing: 1 } },
          });
        },
        { timeout: 15_000, interval: 200 },
      );
    });

    it('waits for as long as the receiver asks', async () => {
      receiver.judge = (_webhook, response, attempt) => {
        if (attempt > 1) return 200;
        response.setHeader('retry-after', '2');
        return 429;
      };
      const app = await start({ env: { WEBHOOK_EVENTS: 'message.created' } });
      await send(await member(app, 'general'), 'general', 'hello');
      await receiver.until('conversation:general', 1);
      const [first, second] = receiver.attempts;
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1900);
    });
  });

  it('a receiver that was away gets everything when it is back, also after a restart of ours', async () => {
    const env = { DATABASE_URL: await createDatabase(), WEBHOOK_EVENTS: 'message.created' };
    const first = await start({ env });
    const socket = await member(first, 'general');
    await send(socket, 'general', '1');
    await receiver.until('conversation:general', 1);
    await receiver.goAway();
    for (const content of ['2', '3']) await send(socket, 'general', content);
    await first.stop();
    const second = await start({ env });
    await send(await member(second, 'general'), 'general', '4');
    await receiver.comeBack();
    const told = await receiver.until('conversation:general', 4);
    expect(told.map(({ data }) => (data as { content: string }).content)).toEqual(['1', '2', '3', '4']);
  });

  it('what another program writes into the log is found', async () => {
    const app = await start({ env: { WEBHOOK_EVENTS: 'message.created' } });
    await member(app, 'general');
    // As this node would, but without telling it.
    const data = { type: 'text', content: 'from elsewhere', metadata: {} };
    await appendBatch(app.get(Database), [
      { stream: 'conversation:general', type: 'message', actorId: 'omar', data },
      { stream: 'conversation:new', type: 'message', actorId: 'omar', data },
    ]);
    await receiver.until('conversation:general', 1);
    await receiver.until('conversation:new', 1);
  });

  it('a shutdown waits for the attempt under way, and nothing is begun after it', async () => {
    const answers: (() => void)[] = [];
    receiver.judge = (_webhook, response) => {
      answers.push(() => response.writeHead(200).end());
      return undefined;
    };
    const env = { DATABASE_URL: await createDatabase(), WEBHOOK_EVENTS: 'message.created', WEBHOOK_TIMEOUT_MS: '5000' };
    const app = await start({ env });
    const socket = await member(app, 'general');
    for (const content of ['1', '2']) await send(socket, 'general', content);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const stopped = app.stop();
    answers[0]?.();
    await stopped;
    expect(answers).toHaveLength(1);
    receiver.judge = () => 200;
    await start({ env });
    // The first was kept as told, and the stream was given back at once.
    const told = await receiver.until('conversation:general', 1);
    expect(told.map(({ seq }) => seq)).toEqual([2]);
  });
});
