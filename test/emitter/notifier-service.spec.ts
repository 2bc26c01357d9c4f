import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, expect, it } from 'vitest';

import type { NewNotification, SubscribedNotifications } from '../../src/notifications/notifications.protocol.js';
import { SECRET } from '../support/app.js';
import { onCleanup, tracked } from '../support/cleanup.js';
import { collect, command, connect, type Collected } from '../support/client.js';
import { startNode, type NodeProcess } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { sharedRedisUrl } from '../support/redis.js';
import { Child } from '../support/services/child.js';
import { signToken } from '../support/tokens.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const KEY = 'a-key-for-the-tests-of-the-example';

let node: NodeProcess;
let service: Child;
let url: string;

// Real: the built server and the example, each in a process of its own, with PostgreSQL and Redis.
beforeAll(async () => {
  const stores = { DATABASE_URL: await createDatabase(), REDIS_URL: sharedRedisUrl() };
  node = await startNode({ env: { ...stores, JWT_SECRET: SECRET, SERVICE_API_KEY: KEY } });
  for (const id of ['layla', 'omar']) await serverApi('PUT', `/v1/users/${id}`, { displayName: id, role: 'member' });
  // A package of its own, where it finds this one as if it were installed.
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'notifier-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  await cp(join(ROOT, 'examples/notifier-service'), folder, { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/depth-realtime'));
  await run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(folder, 'tsconfig.build.json'),
  ]);
  const { PATH, HOME } = process.env;
  service = tracked(
    new Child(process.execPath, [join(folder, 'dist/main.js')], { env: { PATH, HOME, PORT: '0', ...stores } }),
  );
  [, url = ''] = await service.waitForOutput(/Reviews are on (http:\S+)/, 30_000);
}, 120_000);

async function serverApi(method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const response = await fetch(node.url + path, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

async function post(path: string, body: object = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function inboxOf(userId: string): Promise<Collected<NewNotification>> {
  const socket = await connect(node.url, '/notifications', { token: signToken({ userId }, SECRET) });
  const heard = collect<NewNotification>(socket, 'notification:new');
  await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId });
  return heard;
}

it('The example service notifies, within its transactions and outside, and ends by itself', async () => {
  const layla = await inboxOf('layla');
  const omar = await inboxOf('omar');
  const review = { id: 'r-1', verdict: 'approved', ownerIds: ['layla', 'omar'] };
  expect((await post('/reviews', review)).status).toBe(201);
  // The same review again: its transaction is rolled back, and with it the notification.
  expect((await post('/reviews', review)).status).toBe(500);
  await layla.until(1);
  expect((await post('/reviews/r-2/reminders/layla')).status).toBe(201);
  expect((await post('/reviews/r-2/reminders/layla')).status).toBe(201);
  const announced: unknown = await (
    await post('/announcements', { userIds: ['layla', 'nobody'], body: 'الأسبوع القادم عطلة' })
  ).json();
  expect(announced).toMatchObject({
    emitted: [{ userId: 'layla', seq: 3 }],
    failed: [{ userId: 'nobody', code: 'VALIDATION_FAILED' }],
  });
  expect((await layla.until(3)).map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'review.done'],
    [2, 'review.due'],
    [3, 'studio.news'],
  ]);
  expect(await omar.until(1)).toMatchObject([{ seq: 1, body: 'approved', data: { reviewId: 'r-1' } }]);

  service.signal('SIGTERM');
  expect(await service.exited).toMatchObject({ signal: 'SIGTERM' });
});
