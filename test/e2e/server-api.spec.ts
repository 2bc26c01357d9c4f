import type { OpenAPIObject } from '@nestjs/swagger';
import { beforeAll, describe, expect, it } from 'vitest';

import { AuditLog } from '../../src/audit/audit-log.js';
import { UsersService } from '../../src/auth/users.service.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { ruleMessage } from '../../src/errors/rule-messages.js';
import type { NewNotification, SubscribedNotifications } from '../../src/notifications/notifications.protocol.js';
import { lasting } from '../cluster/support/lasting.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected, createClient, next, refused, request } from '../support/client.js';
import { createDatabase, holdLock, startPostgres } from '../support/postgres.js';

const KEY = 'a-service-key-for-tests-0123456789';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: Record<string, unknown>; readonly error?: ErrorBody };
}

interface Call {
  readonly key?: string | null;
  readonly language?: string;
  /** As it is, instead of JSON. */
  readonly raw?: string;
}

/** Calls a route with the key, unless told otherwise. */
async function call(app: TestApp, method: string, path: string, body?: unknown, options: Call = {}): Promise<Answer> {
  const { key = `Bearer ${KEY}`, language, raw } = options;
  const response = await fetch(app.url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: key }),
      ...(language === undefined ? {} : { 'accept-language': language }),
    },
    ...(raw === undefined && body === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

const ROUTES: readonly (readonly [string, string, object | undefined])[] = [
  ['PUT', '/v1/users/zayd', { displayName: 'زيد', role: 'member' }],
  ['PUT', '/v1/conversations/room', { title: 'غرفة', memberIds: ['layla'] }],
  ['PUT', '/v1/conversations/room/members/omar', undefined],
  ['DELETE', '/v1/conversations/room/members/omar', undefined],
  ['PUT', '/v1/projects/film', { name: 'فيلم', memberIds: ['layla'], status: 'review' }],
  ['PUT', '/v1/projects/film/members/omar', undefined],
  ['DELETE', '/v1/projects/film/members/omar', undefined],
  ['POST', '/v1/notifications', { userIds: ['layla'], type: 'a', title: 'b', body: 'c' }],
  ['POST', '/v1/private-messages', { userId: 'layla', message: 'مرحبا' }],
  ['POST', '/v1/announcements', { message: 'مرحبا' }],
  ['POST', '/v1/sessions/revoke', { userId: 'noor' }],
];

// Real: the application, PostgreSQL, HTTP, sockets.
describe('the server API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ env: { SERVICE_API_KEY: KEY } });
    await app.users('layla', 'omar', 'noor', 'admin');
  });

  const api = (method: string, path: string, body?: unknown, options?: Call) => call(app, method, path, body, options);

  it.each(ROUTES)('answers %s %s with data, and audits it', async (method, path, body) => {
    const { status, body: answer } = await api(method, path, body);
    expect(Object.keys(answer)).toEqual(['data']);
    expect([200, 201]).toContain(status);
    const [entry] = await app.get(AuditLog).page(undefined, 1);
    expect(entry).toMatchObject({ actorId: 'service' });
  });

  it.each(ROUTES)('is closed to who has no key: %s %s', async (method, path, body) => {
    const none = await api(method, path, body, { key: null, language: 'en' });
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toBe('Bearer');
    expect(none.body).toEqual({
      error: { code: 'AUTH_REQUIRED', message: 'A token is required', retryable: false },
    });
    for (const key of [`Bearer ${KEY}x`, `Bearer ${KEY.slice(1)}`, `Basic ${KEY}`, KEY, 'Bearer']) {
      const wrong = await api(method, path, body, { key });
      expect([wrong.status, wrong.body.error?.code]).toEqual([401, 'AUTH_INVALID']);
    }
  });

  it('gives a token of a user no way in', async () => {
    const { status } = await api(
      'POST',
      '/v1/sessions/revoke',
      { userId: 'layla' },
      { key: `Bearer ${app.token('admin')}` },
    );
    expect(status).toBe(401);
  });

  it('answers in the language that the request prefers, Arabic by default', async () => {
    const path = '/v1/users/a%20b';
    const body = { displayName: 'a', role: 'b' };
    const messages = [];
    for (const language of [undefined, 'en-GB, ar;q=0.5', 'fr']) {
      messages.push((await api('PUT', path, body, language === undefined ? {} : { language })).body.error?.message);
    }
    expect(messages).toEqual(['بيانات غير صالحة', 'The data is not valid', 'بيانات غير صالحة']);
  });

  it.each([
    ['PUT', '/v1/users/zayd', { displayName: '', role: 'b' }, 'displayName'],
    ['PUT', '/v1/users/zayd', { displayName: 'a', role: 'b', disabled: 'no' }, 'disabled'],
    ['PUT', '/v1/users/zayd', { displayName: 'a', role: 'b', token: 'secret' }, 'token'],
    ['PUT', `/v1/users/${'x'.repeat(65)}`, { displayName: 'a', role: 'b' }, 'id'],
    ['POST', '/v1/sessions/revoke', undefined, 'userId'],
    ['PUT', '/v1/users/zayd', [], ''],
    ['PUT', '/v1/conversations/room', { title: 'a' }, 'memberIds'],
    ['PUT', '/v1/conversations/room', { title: 'a\u0000', memberIds: [] }, 'title'],
    ['PUT', '/v1/conversations/room', { title: 'a', memberIds: ['layla', 'a b'] }, 'memberIds'],
    ['PUT', '/v1/conversations/room', { title: 'a', memberIds: ['layla', 'nobody'] }, 'memberIds.1'],
    ['PUT', '/v1/conversations/room/members/nobody', undefined, 'userId'],
    ['PUT', '/v1/projects/film', { name: 'a', memberIds: ['nobody'] }, 'memberIds.0'],
    ['PUT', '/v1/projects/film', { name: 'a', memberIds: [], status: 'done' }, 'status'],
    ['PUT', '/v1/projects/film/members/nobody', undefined, 'userId'],
    ['POST', '/v1/notifications', { userIds: ['nobody'], type: 'a', title: 'b', body: 'c' }, 'userIds.0'],
    ['POST', '/v1/notifications', { userIds: ['layla'], type: 'a', title: 'b', body: 'c', data: [] }, 'data'],
    ['POST', '/v1/private-messages', { userId: 'layla' }, 'message'],
    ['POST', '/v1/announcements', { message: 'a', rooms: ['kitchen'] }, 'rooms.0'],
    ['POST', '/v1/sessions/revoke', { userId: 5 }, 'userId'],
  ])('refuses %s %s with %j', async (method, path, body, at) => {
    const { status, body: answer } = await api(method, path, body, { language: 'en' });
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({ code: 'VALIDATION_FAILED', retryable: false, details: [{ path: at }] });
    expect(JSON.stringify(answer)).not.toMatch(/secret|nobody|kitchen/);
  });

  it.each([
    ['PUT', '/v1/conversations/nothing/members/layla', undefined],
    ['PUT', '/v1/projects/nothing/members/layla', undefined],
    ['POST', '/v1/private-messages', { userId: 'nobody', message: 'hello' }],
    ['POST', '/v1/sessions/revoke', { userId: 'nobody' }],
  ])('says FORBIDDEN where there is no such thing: %s %s', async (method, path, body) => {
    const { status, body: answer } = await api(method, path, body);
    expect([status, answer.error?.code]).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    ['JSON that is none', 'POST', '/v1/notifications', '{"userIds": [', 400, 'VALIDATION_FAILED'],
    [
      'a body that is too large',
      'POST',
      '/v1/notifications',
      JSON.stringify('x'.repeat(200_000)),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a path that is none', 'PUT', '/v1/users/%ZZ', '{}', 400, 'VALIDATION_FAILED'],
    ['a route that does not exist', 'POST', '/v1/nothing', '{}', 404, 'UNKNOWN_EVENT'],
    ['a method that does not exist', 'PATCH', '/v1/users/layla', '{}', 404, 'UNKNOWN_EVENT'],
  ])('tells of %s', async (_, method, path, raw, status, code) => {
    const answer = await api(method, path, undefined, { raw });
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    const message = ruleMessage('isReadable', 'ar');
    expect(answer.body.error?.details).toEqual(status === 400 ? [{ path: '', message }] : undefined);
    const stranger = await api(method, path, undefined, { raw, key: null });
    expect([stranger.status, stranger.body.error?.code]).toEqual([401, 'AUTH_REQUIRED']);
  });

  it('leaves the answers of other paths as they are', async () => {
    const response = await fetch(`${app.url}/nothing`);
    expect([response.status, await response.json()]).toMatchObject([404, { statusCode: 404 }]);
  });

  it('lets a user in who was just made, and puts out one who is disabled', async () => {
    expect((await refused(app.url, '/chat', { token: app.token('rana') })).data?.code).toBe('AUTH_USER_NOT_FOUND');
    const rana = { displayName: 'رنا', role: 'editor' };
    expect((await api('PUT', '/v1/users/rana', rana)).body.data).toEqual({ id: 'rana', ...rana, disabled: false });
    const socket = await app.connect('/chat', 'rana');
    const told = next<ErrorBody>(socket, 'error');
    const gone = next(socket, 'disconnect');
    await api('PUT', '/v1/users/rana', { ...rana, disabled: true });
    expect((await told).code).toBe('AUTH_USER_DISABLED');
    await gone;
    expect((await refused(app.url, '/chat', { token: app.token('rana') })).data?.code).toBe('AUTH_USER_DISABLED');
  });

  it('makes a conversation, and puts out who is no longer in it', async () => {
    const conversationId = 'made';
    const put = { title: 'جديد', memberIds: ['layla', 'omar', 'layla'] };
    expect((await api('PUT', `/v1/conversations/${conversationId}`, put)).body.data).toEqual({
      id: conversationId,
      title: 'جديد',
      memberIds: ['layla', 'omar'],
    });
    const layla = await app.connect('/chat', 'layla');
    const omar = await app.connect('/chat', 'omar');
    await command(layla, 'chat:join', { conversationId });
    await command(omar, 'conversation:join', { conversationId });
    const heard = collect(omar, 'message:new');
    const revoked = next(omar, 'room:revoked');
    const removed = await api('DELETE', `/v1/conversations/${conversationId}/members/omar`);
    expect(removed.body.data).toEqual({ id: conversationId, userId: 'omar' });
    expect(await revoked).toMatchObject({ room: `conversation:${conversationId}` });
    await command(layla, 'chat:message', { conversationId, content: 'among us' });
    expect((await request(omar, 'chat:join', { conversationId })).error?.code).toBe('FORBIDDEN');
    expect(heard.items).toEqual([]);
    await api('PUT', `/v1/conversations/${conversationId}/members/omar`);
    await command(omar, 'chat:join', { conversationId });
    const again = next(omar, 'room:revoked');
    await api('PUT', `/v1/conversations/${conversationId}`, { title: 'جديد', memberIds: ['layla'] });
    await again;
  });

  it('makes a project, shows its members a change, and puts out who is removed', async () => {
    const projectId = 'made';
    const put = { name: 'مشروع', memberIds: ['layla', 'omar'] };
    expect((await api('PUT', `/v1/projects/${projectId}`, put)).body.data).toEqual({ id: projectId, ...put });
    const layla = await app.connect('/projects', 'layla');
    const omar = await app.connect('/projects', 'omar');
    await command(layla, 'project:join', { projectId });
    await command(omar, 'project:join', { projectId });
    const updated = next(layla, 'project:update');
    await api('PUT', `/v1/projects/${projectId}`, { ...put, status: 'in_progress' });
    expect(await updated).toMatchObject({ projectId, project: { status: 'in_progress', name: 'مشروع' } });
    const revoked = next(omar, 'room:revoked');
    await api('DELETE', `/v1/projects/${projectId}/members/omar`);
    expect(await revoked).toMatchObject({ room: `project:${projectId}` });
    expect((await request(omar, 'project:join', { projectId })).error?.code).toBe('FORBIDDEN');
    await api('PUT', `/v1/projects/${projectId}/members/omar`);
    await command(omar, 'project:join', { projectId });
  });

  it('notifies users, once for each clientId', async () => {
    const socket = await app.connect('/notifications', 'omar');
    const { unread } = await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId: 'omar' });
    const heard = collect<NewNotification>(socket, 'notification:new');
    const notification = {
      userIds: ['omar', 'layla'],
      type: 'review.done',
      title: 'المراجعة',
      body: 'اكتملت',
      data: { projectId: 'made' },
      clientId: 'review-1',
    };
    const first = await api('POST', '/v1/notifications', notification);
    expect(first.status).toBe(201);
    expect(first.body.data).toEqual({
      notifications: ['omar', 'layla'].map((userId) => ({
        userId,
        notificationId: expect.any(String) as string,
        seq: expect.any(Number) as number,
      })),
    });
    expect((await api('POST', '/v1/notifications', notification)).body).toEqual(first.body);
    await heard.until(1);
    await command(socket, 'notification:list', {});
    expect(heard.items).toMatchObject([{ title: 'المراجعة', data: { projectId: 'made' }, unread: unread + 1 }]);
  });

  it('sends a private message to its one user', async () => {
    const layla = await app.connect('/', 'layla');
    const omar = await app.connect('/', 'omar');
    const others = collect(omar, 'private:message');
    const seen = next(layla, 'private:message');
    const { body } = await api('POST', '/v1/private-messages', { userId: 'layla', message: 'ملفك جاهز' });
    expect(body.data).toMatchObject({ userId: 'layla', senderId: 'service', message: 'ملفك جاهز' });
    expect(await seen).toEqual(body.data);
    await command(omar, 'presence:set', { status: 'online' });
    expect(others.items).toEqual([]);
    const [entry] = await app.get(AuditLog).page(undefined, 1);
    expect(entry).toMatchObject({ action: 'private-message', target: 'layla' });
    expect(JSON.stringify(entry)).not.toContain('ملفك');
  });

  it('announces to everyone, or to rooms', async () => {
    const chat = await app.connect('/chat', 'layla');
    const general = await app.connect('/', 'omar');
    const all = [next(chat, 'announcement'), next(general, 'announcement')];
    const { body } = await api('POST', '/v1/announcements', { message: 'صيانة', level: 'warning' });
    expect(body.data).toMatchObject({ message: 'صيانة', level: 'warning', senderId: 'service' });
    expect(await Promise.all(all)).toEqual([body.data, body.data]);
    const heard = collect(general, 'announcement');
    const one = next(chat, 'announcement');
    await api('PUT', '/v1/conversations/hall', { title: 'قاعة', memberIds: ['layla'] });
    await command(chat, 'chat:join', { conversationId: 'hall' });
    await api('POST', '/v1/announcements', { message: 'here', rooms: ['conversation:hall'] });
    expect(await one).toMatchObject({ message: 'here', rooms: ['conversation:hall'] });
    await command(general, 'presence:set', { status: 'online' });
    expect(heard.items).toEqual([]);
  });

  it('ends every session of a user until there is a newer token', async () => {
    await app.users('salma', 'sami');
    const old = app.token('salma', { issuedAt: Math.floor(Date.now() / 1000) - 5 });
    const sockets = [
      await connected(createClient(app.url, '/', { token: old })),
      await connected(createClient(app.url, '/chat', { token: old })),
    ];
    const sami = await app.connect('/', 'sami');
    const gone = sockets.map((socket) => next(socket, 'disconnect'));
    const { body, status } = await api('POST', '/v1/sessions/revoke', { userId: 'salma' });
    expect([status, body.data]).toEqual([200, { userId: 'salma', revokedAt: expect.any(String) as string }]);
    await Promise.all(gone);
    expect((await refused(app.url, '/', { token: old })).data?.code).toBe('AUTH_INVALID');
    const fresh = app.token('salma', { issuedAt: Math.floor(Date.now() / 1000) + 1 });
    expect((await connected(createClient(app.url, '/', { token: fresh }))).connected).toBe(true);
    expect(sami.connected).toBe(true);
  });

  it('describes itself at /docs, with nothing from elsewhere', async () => {
    const page = await (await fetch(`${app.url}/docs`)).text();
    expect(page).toContain('swagger-ui');
    expect(page).not.toMatch(/(src|href)="https?:/);
    const script = await fetch(`${app.url}/docs/swagger-ui-bundle.js`);
    expect(script.status).toBe(200);
    await script.body?.cancel();
    const document = (await (await fetch(`${app.url}/docs/json`)).json()) as OpenAPIObject;
    const documented = Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/'));
    const operations = documented.flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual([
      'DELETE /v1/conversations/{id}/members/{userId}',
      'DELETE /v1/projects/{id}/members/{userId}',
      'POST /v1/announcements',
      'POST /v1/notifications',
      'POST /v1/private-messages',
      'POST /v1/sessions/revoke',
      'PUT /v1/conversations/{id}',
      'PUT /v1/conversations/{id}/members/{userId}',
      'PUT /v1/projects/{id}',
      'PUT /v1/projects/{id}/members/{userId}',
      'PUT /v1/users/{id}',
    ]);
    const notify = document.paths['/v1/notifications']?.post;
    expect(notify?.security).toEqual([{ bearer: [] }]);
    expect(Object.keys(notify?.responses ?? {}).sort()).toEqual(['201', '400', '401', '403', '413', '500', '503']);
    expect(document.components?.schemas?.['SendNotificationDto']).toMatchObject({
      required: ['userIds', 'type', 'title', 'body'],
      properties: { userIds: { type: 'array', items: { type: 'string' } }, data: { type: 'object' } },
    });
    expect(JSON.stringify(document)).not.toContain(KEY);
  });
});

// Real: the application, PostgreSQL, HTTP.
describe('the server API without a key', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  it.each(ROUTES)('does not exist: %s %s', async (method, path, body) => {
    for (const key of [null, `Bearer ${KEY}`, 'Bearer ']) {
      const { status, body: answer } = await call(app, method, path, body, { key });
      expect([status, answer.error?.code]).toEqual([404, 'UNKNOWN_EVENT']);
    }
    expect((await call(app, method, path, undefined, { raw: '{', key: null })).status).toBe(404);
  });
});

// Real: the application, a PostgreSQL of its own that stops answering.
describe('the server API while the store is away', () => {
  it('says UNAVAILABLE, and changes nothing', async () => {
    const postgres = await startPostgres();
    const app = await startApp({ env: { SERVICE_API_KEY: KEY, DATABASE_URL: await createDatabase(postgres.url) } });
    await app.users('layla');
    await postgres.kill();
    const { status, body } = await call(app, 'PUT', '/v1/users/layla', { displayName: 'x', role: 'admin' });
    expect([status, body.error]).toMatchObject([503, { code: 'UNAVAILABLE', retryable: true }]);
    await postgres.restart();
    // The pool may still hold connections of before.
    const layla = (): Promise<unknown> => app.get(UsersService).find('layla');
    await expect.poll(() => layla().catch(() => undefined), { timeout: 10_000 }).toMatchObject({ role: 'member' });
  });

  it('says so within five seconds, however much of it is slow', async () => {
    const databaseUrl = await createDatabase();
    const app = await startApp({ env: { SERVICE_API_KEY: KEY, DATABASE_URL: databaseUrl } });
    await app.users('layla');
    const free = await holdLock(databaseUrl, 'lock table audit_log in access exclusive mode');
    await holdLock(databaseUrl, 'lock table conversations in access exclusive mode');
    const start = performance.now();
    const answer = call(app, 'PUT', '/v1/conversations/room', { title: 'Room', memberIds: ['layla'] });
    await lasting(3000);
    await free();
    const { status, body } = await answer;
    expect([status, body.error]).toMatchObject([503, { code: 'UNAVAILABLE', retryable: true }]);
    expect(performance.now() - start).toBeLessThan(5500);
  });
});
