import { beforeEach, describe, expect, it, vi } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import type { JoinedConversation } from '../../src/chat/chat.protocol.js';
import { Conversations } from '../../src/chat/conversations.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { startApp, type TestApp } from '../support/app.js';
import { command, next, refused, request } from '../support/client.js';
import { FakePlatform } from './support/fake-platform.js';
import { reply } from './support/http-service.js';

const KEY = 'a-service-key-for-tests-0123456789';

// Real: the application, PostgreSQL, sockets, and a platform behind HTTP that checks every signature.
describe('With the platform as authority', () => {
  let platform: FakePlatform;
  let app: TestApp;

  beforeEach(async () => {
    platform = await FakePlatform.start();
    for (const id of ['layla', 'omar', 'noor']) platform.user(id);
    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla', 'omar'] });
    platform.rooms.set('project:film', { name: 'Launch film', memberIds: ['layla'], status: 'review' });
    app = await startApp({
      env: {
        ...platform.env,
        PLATFORM_TIMEOUT_MS: '400',
        PLATFORM_CACHE_MS: '0',
        SERVICE_API_KEY: KEY,
        LOG_LEVEL: 'silent',
      },
    });
  });

  const codeOf = async (userId: string, namespace = '/'): Promise<unknown> =>
    (await refused(app.url, namespace, { token: app.token(userId) })).data?.code;
  const api = async (method: string, path: string, body?: object): Promise<number> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await fetch(`${app.url}/v1${path}`, { method, headers, ...init })).status;
  };

  describe('a connection', () => {
    it('is for users whom the platform knows, with the role that it gives them', async () => {
      platform.user('noor', { role: 'admin' });
      const ready = next<{ role: string }>(await app.connect('/', 'layla'), 'session:ready').catch(() => undefined);
      expect((await app.connect('/admin', 'noor')).connected).toBe(true);
      expect(await codeOf('layla', '/admin')).toBe('FORBIDDEN');
      expect(await codeOf('nobody')).toBe('AUTH_USER_NOT_FOUND');
      platform.user('omar', { disabled: true });
      expect(await codeOf('omar')).toBe('AUTH_USER_DISABLED');
      await ready;
    });

    it('is refused for tokens from before a revocation, of the platform or of ours', async () => {
      const earlier = app.token('layla', { issuedAt: Math.floor(Date.now() / 1000) - 10 });
      platform.user('layla', { revokedAt: new Date().toISOString() });
      expect((await refused(app.url, '/', { token: earlier })).data?.code).toBe('AUTH_INVALID');
      // A user who was never here: the platform is asked whether there is such a user.
      expect(await app.get(UsersService).revoke('omar')).toBe(true);
      expect(await codeOf('omar')).toBe('AUTH_INVALID');
      expect(await app.get(UsersService).revoke('nobody')).toBe(false);
    });

    it('remembers when users were last here, as with our own table', async () => {
      const socket = await app.connect('/', 'layla');
      socket.disconnect();
      await vi.waitFor(async () => {
        expect((await app.get(UsersService).lastSeen(['layla'])).has('layla')).toBe(true);
      });
    });
  });

  describe('when it does not answer as it should', () => {
    it.each([
      ['a status other than 200', () => (platform.trouble = (response) => reply(response, { users: [] }, 500))],
      [
        'a redirect',
        () => (platform.trouble = (response) => void response.writeHead(302, { location: '/users' }).end()),
      ],
      ['no JSON', () => (platform.trouble = (response) => void response.end('<html>layla</html>'))],
      ['another shape', () => (platform.trouble = (response) => reply(response, { users: { layla: {} } }))],
      ['a record that makes no sense', () => platform.user('layla', { disabled: 'no' })],
      ['a revocation that makes no sense', () => platform.user('layla', { revokedAt: 'yesterday' })],
      [
        'an answer that does not end',
        () => (platform.trouble = (response) => void response.write(Buffer.alloc(3 * 1024 * 1024, ' '))),
      ],
      ['no answer in time', () => (platform.trouble = () => undefined)],
      ['half an answer', () => (platform.trouble = (response) => void response.write('{"users":'))],
      ['a hang-up', () => (platform.trouble = (response) => void response.destroy())],
    ])('%s: the connection is refused as retryable, and works again afterwards', async (_what, begin) => {
      begin();
      const refusal = await refused(app.url, '/', { token: app.token('layla') });
      expect(refusal.data).toMatchObject({ code: 'AUTH_FAILED', retryable: true });
      platform.trouble = undefined;
      platform.user('layla');
      await vi.waitFor(() => app.connect('/', 'layla'), { timeout: 5000, interval: 100 });
    });

    it('a join is refused as retryable, and nobody is put out', async () => {
      const layla = await app.connect('/chat', 'layla');
      const omar = await app.connect('/chat', 'omar');
      await command(omar, 'chat:join', { conversationId: 'general' });
      await platform.goAway();
      const { error } = await request(layla, 'chat:join', { conversationId: 'general' });
      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      await command(omar, 'chat:message', { conversationId: 'general', content: 'still here' });
      await platform.comeBack();
      await vi.waitFor(() => command(layla, 'chat:join', { conversationId: 'general' }), { timeout: 5000 });
    });

    it('is left alone for a moment after three failures, and the failures are told at once', async () => {
      platform.trouble = () => undefined;
      for (let i = 0; i < 3; i += 1) expect(await codeOf('layla')).toBe('AUTH_FAILED');
      const before = platform.asked.length;
      const startedAt = performance.now();
      expect(await codeOf('layla')).toBe('AUTH_FAILED');
      expect(performance.now() - startedAt).toBeLessThan(350);
      expect(platform.asked.length).toBe(before);
      expect(await app.get(Metrics).expose()).toMatch(
        /realtime_platform_request_seconds_count\{question="users",outcome="skipped"\} 1/,
      );
    });

    it('whoever has another key gets no answer', async () => {
      const other = await startApp({
        env: { ...platform.env, PLATFORM_SECRET: 'a-key-that-the-platform-does-not-know', LOG_LEVEL: 'silent' },
      });
      const refusal = await refused(other.url, '/', { token: other.token('layla') });
      expect(refusal.data?.code).toBe('AUTH_FAILED');
    });
  });

  describe('a room', () => {
    it('is open to whom the platform lets in, with the members that it names', async () => {
      const layla = await app.connect('/chat', 'layla');
      const joined = await command<JoinedConversation>(layla, 'chat:join', { conversationId: 'general' });
      expect(joined.members.map(({ userId }) => userId)).toEqual(['layla', 'omar']);
      const noor = await app.connect('/chat', 'noor');
      for (const conversationId of ['general', 'nowhere']) {
        expect((await request(noor, 'chat:join', { conversationId })).error?.code).toBe('FORBIDDEN');
      }
    });

    it('keeps read marks while members come and go', async () => {
      const layla = await app.connect('/chat', 'layla');
      const omar = await app.connect('/chat', 'omar');
      for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId: 'general' });
      const { id } = await command<{ id: string }>(layla, 'chat:message', {
        conversationId: 'general',
        content: 'one',
      });
      expect(await command(omar, 'chat:read', { conversationId: 'general', messageId: id })).toMatchObject({
        unread: 0,
      });
      platform.rooms.get('conversation:general')?.memberIds.push('noor');
      const noor = await app.connect('/chat', 'noor');
      const joined = await command<JoinedConversation>(noor, 'chat:join', { conversationId: 'general' });
      expect(joined).toMatchObject({
        unread: 1,
        members: [
          { userId: 'layla', lastReadSeq: 0 },
          { userId: 'noor', lastReadSeq: 0 },
          { userId: 'omar', lastReadSeq: 1 },
        ],
      });
    });

    it('is made here at the first join: a project with its name and status, which are then its members’', async () => {
      const layla = await app.connect('/projects', 'layla');
      const join = (): Promise<unknown> => command(layla, 'project:join', { projectId: 'film' });
      expect(await join()).toMatchObject({ project: { name: 'Launch film', status: 'review' } });
      await command(layla, 'project:statusUpdate', { projectId: 'film', status: 'completed' });
      platform.rooms.set('project:film', { name: 'The film', memberIds: ['layla', 'omar'], status: 'review' });
      expect(await join()).toMatchObject({
        project: { name: 'The film', status: 'completed' },
        members: [{ userId: 'layla' }, { userId: 'omar' }],
      });
      // What the platform calls a status may be none of ours.
      platform.rooms.set('project:other', { name: 'Other', memberIds: ['layla'], status: 'dreaming' });
      expect(await command(layla, 'project:join', { projectId: 'other' })).toMatchObject({
        project: { status: 'planned' },
      });
    });

    it('is left by whoever the platform no longer names, as soon as anybody joins', async () => {
      const [layla, omar] = await Promise.all([app.connect('/chat', 'layla'), app.connect('/chat', 'omar')]);
      await command(omar, 'chat:join', { conversationId: 'general' });
      platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla'] });
      const told = next(omar, 'room:revoked');
      await command(layla, 'chat:join', { conversationId: 'general' });
      expect(await told).toEqual({ room: 'conversation:general', reason: 'removed' });
    });

    it.each([
      ['a decision that is no boolean', { allowed: ['yes'] }],
      ['too few decisions', { allowed: [] }],
      ['a member without an id', { allowed: [true], room: { name: 'General', memberIds: ['layla', 7] } }],
      ['no name', { allowed: [true], room: { memberIds: ['layla'] } }],
      ['no room', { allowed: [true] }],
    ])('is closed when the answer has %s', async (_what, answer) => {
      const layla = await app.connect('/chat', 'layla');
      platform.trouble = (response) => reply(response, answer);
      const { error } = await request(layla, 'chat:join', { conversationId: 'general' });
      expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    });
  });

  describe('the server API', () => {
    it('says who changed: a removed member is put out, a role is taken, a session ends', async () => {
      const omar = await app.connect('/chat', 'omar');
      await command(omar, 'chat:join', { conversationId: 'general' });
      platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla'] });
      const told = next(omar, 'room:revoked');
      expect(await api('DELETE', '/conversations/general/members/omar')).toBe(200);
      await told;
      platform.user('layla', { role: 'admin' });
      const admin = await app.connect('/admin', 'layla');
      const ended = next(admin, 'disconnect');
      platform.user('layla', { role: 'member' });
      expect(await api('PUT', '/users/layla', { displayName: 'layla', role: 'member' })).toBe(200);
      await ended;
      const gone = next(omar, 'disconnect');
      expect(await api('POST', '/sessions/revoke', { userId: 'omar' })).toBe(200);
      await gone;
    });

    it('knows the users and the rooms of the platform', async () => {
      const notification = { type: 'a', title: 'b', body: 'c' };
      expect(await api('POST', '/notifications', { userIds: ['layla'], ...notification })).toBe(201);
      expect(await api('POST', '/notifications', { userIds: ['nobody'], ...notification })).toBe(400);
      // Nobody has joined it yet.
      expect(await api('PUT', '/conversations/general/members/omar')).toBe(200);
      expect(await api('PUT', '/projects/film/members/omar')).toBe(200);
      expect(await api('PUT', '/projects/nothing/members/omar')).toBe(403);
      await platform.goAway();
      expect(await api('POST', '/notifications', { userIds: ['layla'], ...notification })).toBe(503);
    });
  });

  it('many who come at once are few questions', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `user-${i}`);
    for (const id of ids) platform.user(id);
    platform.rooms.set('conversation:all', { name: 'All', memberIds: ids });
    const directory = app.get(UsersService);
    const found = await Promise.all(ids.map((id) => directory.find(id)));
    expect(found.map((user) => user?.id)).toEqual(ids);
    expect(platform.count('users')).toBe(1);
  });

  it('what no longer agrees is put right every half minute, though nobody tells of it', async () => {
    const omar = await app.connect('/chat', 'omar');
    await command(omar, 'chat:join', { conversationId: 'general' });
    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla'] });
    platform.user('omar', { disabled: true });
    const told = next(omar, 'room:revoked', { timeoutMs: 45_000 });
    const ended = next(omar, 'disconnect', { timeoutMs: 45_000 });
    await Promise.race([told, ended]);
    await ended;
  }, 60_000);

  it('the tables that it stands in for are not asked', async () => {
    await app.get(UsersService).upsert('ghost', { displayName: 'ghost', role: 'admin' });
    expect(await codeOf('ghost')).toBe('AUTH_USER_NOT_FOUND');
    await app.get(Conversations).upsert('secret', 'secret', ['layla']);
    const layla = await app.connect('/chat', 'layla');
    expect((await request(layla, 'chat:join', { conversationId: 'secret' })).error?.code).toBe('FORBIDDEN');
  });
});
