import pg from 'pg';
import { describe, expect, it } from 'vitest';

import type { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { startApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { CONTENT, openInbox, type Inbox } from './support/inbox.js';
import { startService } from './support/service.js';

const ROUNDS = 30;
/** Nodes compare with the log every two seconds: whoever waits for that waits for one on average. */
const AT_ONCE_MS = 300;

/** How long it takes from the act until the inbox hears of it, in milliseconds: the middle one of thirty. */
async function median({ heard }: Inbox, act: () => Promise<unknown>): Promise<number> {
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const expected = heard.items.length + 1;
    const started = performance.now();
    await Promise.all([act(), heard.until(expected)]);
    delays.push(performance.now() - started);
  }
  const middle = delays.toSorted((a, b) => a - b)[ROUNDS / 2] ?? Infinity;
  // What docs/guides/nest-service.md tells.
  console.info(`${expect.getState().currentTestName}: ${middle.toFixed(1)} ms`);
  return middle;
}

// Real: the application, PostgreSQL, Redis, sockets.
describe('From a service to the socket of a user', () => {
  async function scene(redisUrl?: string) {
    const databaseUrl = await createDatabase();
    const env = { DATABASE_URL: databaseUrl, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) };
    const app = await startApp({ env });
    const { emitter } = await startService({ databaseUrl, redisUrl });
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
    const inbox = await openInbox(app, 'layla');
    await emitter.emit(['layla'], CONTENT);
    await inbox.heard.until(1);
    return { emitter, client, inbox };
  }

  const within = async (emitter: NotificationEmitter, client: pg.Client): Promise<void> => {
    await client.query('begin');
    await emitter.emit(['layla'], CONTENT, { tx: client });
    await client.query('commit');
  };

  it('through Redis', async () => {
    const { emitter, inbox } = await scene((await startRedis()).url);
    expect(await median(inbox, () => emitter.emit(['layla'], CONTENT))).toBeLessThan(AT_ONCE_MS);
  });

  it('without Redis, through PostgreSQL', async () => {
    const { emitter, inbox } = await scene();
    expect(await median(inbox, () => emitter.emit(['layla'], CONTENT))).toBeLessThan(AT_ONCE_MS);
  });

  it('while Redis is away, through PostgreSQL', async () => {
    const redis = await startRedis();
    const { emitter, inbox } = await scene(redis.url);
    await redis.kill();
    expect(await median(inbox, () => emitter.emit(['layla'], CONTENT))).toBeLessThan(AT_ONCE_MS);
  });

  it('after a transaction, its begin and commit included', async () => {
    const { emitter, client, inbox } = await scene();
    expect(await median(inbox, () => within(emitter, client))).toBeLessThan(AT_ONCE_MS);
  });

  it('also when the server has just lost the connection on which PostgreSQL tells it', async () => {
    const { emitter, client, inbox } = await scene();
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'depth-realtime listener'`,
    );
    expect(rowCount).toBe(1);
    await within(emitter, client);
    await emitter.emit(['layla'], CONTENT);
    expect((await inbox.heard.until(3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});
