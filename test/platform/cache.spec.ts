import { describe, expect, it } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { command, next, refused, request } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { FakePlatform } from './support/fake-platform.js';

const KEY = 'a-service-key-for-tests-0123456789';
/** Longer than any test: whatever is forgotten is forgotten because somebody said so. */
const LONG_CACHE_MS = '60000';

// Real: two nodes with Redis between them and one PostgreSQL, and a platform behind HTTP.
describe('What is remembered of the platform', () => {
  async function startTwo(platform: FakePlatform): Promise<[TestApp, TestApp]> {
    const redis = await startRedis();
    const env = {
      ...platform.env,
      DATABASE_URL: await createDatabase(),
      REDIS_URL: redis.url,
      SERVICE_API_KEY: KEY,
      PLATFORM_CACHE_MS: LONG_CACHE_MS,
    };
    return [await startApp({ env }), await startApp({ env })];
  }

  it('spares it the same question, also when many ask at once', async () => {
    const platform = await FakePlatform.start();
    for (const id of ['layla', 'omar']) platform.user(id);
    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla', 'omar'] });
    const app = await startApp({ env: { ...platform.env, PLATFORM_CACHE_MS: LONG_CACHE_MS } });
    const sockets = await Promise.all(Array.from({ length: 5 }, () => app.connect('/chat', 'layla')));
    for (const socket of sockets) await command(socket, 'chat:join', { conversationId: 'general' });
    expect(['users', 'access', 'rooms'].map((question) => platform.count(question))).toEqual([1, 1, 1]);
  });

  it('a no is remembered for a second at most', async () => {
    const platform = await FakePlatform.start();
    const app = await startApp({ env: { ...platform.env, PLATFORM_CACHE_MS: LONG_CACHE_MS } });
    const users = app.get(UsersService);
    expect(await users.find('layla')).toBeUndefined();
    expect(await users.find('layla')).toBeUndefined();
    expect(platform.count('users')).toBe(1);
    platform.user('layla');
    await expect.poll(() => users.find('layla'), { timeout: 3000 }).toMatchObject({ id: 'layla' });
  });

  it('is dropped on every node within two seconds of a call of the server API', async () => {
    const platform = await FakePlatform.start();
    for (const id of ['layla', 'omar']) platform.user(id);
    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla', 'omar'] });
    const [here, there] = await startTwo(platform);
    const api = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${here.url}/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const omar = await there.connect('/chat', 'omar');
    await command(omar, 'chat:join', { conversationId: 'general' });

    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla'] });
    const told = next(omar, 'room:revoked', { timeoutMs: 2000 });
    expect((await api('DELETE', '/conversations/general/members/omar')).status).toBe(200);
    await told;
    // Nobody remembers the yes of before.
    expect((await request(omar, 'chat:join', { conversationId: 'general' })).error?.code).toBe('FORBIDDEN');

    platform.rooms.set('conversation:general', { name: 'General', memberIds: ['layla', 'omar'] });
    expect((await api('PUT', '/conversations/general/members/omar')).status).toBe(200);
    await expect
      .poll(async () => (await request(omar, 'chat:join', { conversationId: 'general' })).data, { timeout: 2000 })
      .toMatchObject({ conversationId: 'general' });

    platform.user('omar', { disabled: true });
    const ended = next(omar, 'disconnect', { timeoutMs: 2000 });
    await api('PUT', '/users/omar', { displayName: 'omar', role: 'member', disabled: true });
    await ended;
    expect((await refused(there.url, '/', { token: there.token('omar') })).data?.code).toBe('AUTH_USER_DISABLED');
  });
});
