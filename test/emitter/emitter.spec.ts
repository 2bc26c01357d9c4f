import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';

import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { createDatabase } from '../support/postgres.js';
import { sharedRedisUrl } from '../support/redis.js';
import { itIsAnEmitter } from './emitter.contract.js';
import { CONTENT, openInbox, stored } from './support/inbox.js';
import { startService, type Service } from './support/service.js';

// Real: the application, PostgreSQL, Redis, sockets.
describe('The emitter of the server', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  itIsAnEmitter(() => ({ app, emitter: app.get(NotificationEmitter) }));
});

describe.each(['with Redis', 'without Redis'])('The emitter of another service, %s', (how) => {
  let app: TestApp;
  let service: Service;
  let databaseUrl: string;

  beforeAll(async () => {
    databaseUrl = await createDatabase();
    const redisUrl = how === 'with Redis' ? sharedRedisUrl() : undefined;
    app = await startApp({
      env: { DATABASE_URL: databaseUrl, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
    });
    service = await startService({ databaseUrl, redisUrl });
  });

  itIsAnEmitter(() => ({ app, emitter: service.emitter }));

  it('reaches five thousand users, each once', async () => {
    const crowd = Array.from({ length: 5000 }, (_, index) => `crowd-${index}`);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
    await client.query(
      `insert into users (id, display_name, role) select id, id, 'member' from json_array_elements_text($1::json) as id`,
      [JSON.stringify(crowd)],
    );
    const { heard } = await openInbox(app, 'crowd-4999');
    const { emitted, failed, clientId } = await service.emitter.emitMany(crowd, CONTENT);
    expect(failed).toEqual([]);
    expect(emitted.map(({ userId }) => userId)).toEqual(crowd);
    expect((await heard.until(1))[0]).toMatchObject({ seq: 1, unread: 1 });
    const repeated = await service.emitter.emitMany(crowd, CONTENT, { clientId });
    expect(repeated.emitted).toEqual(emitted);
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from streams where key like 'inbox:crowd-%' and head = 1`,
    );
    expect(rows[0]?.count).toBe('5000');
  });

  it('takes the word of findUsers about who exists', async () => {
    const asked: string[][] = [];
    const own = await startService({
      databaseUrl,
      findUsers: (userIds) => {
        asked.push([...userIds]);
        return Promise.resolve(userIds.filter((id) => id === 'from-elsewhere'));
      },
    });
    const [sent] = await own.emitter.emit(['from-elsewhere'], CONTENT);
    expect(sent).toMatchObject({ userId: 'from-elsewhere', seq: 1 });
    await expect(own.emitter.emit(['from-elsewhere', 'nobody'], CONTENT)).rejects.toMatchObject({
      details: [{ path: 'userIds.1', rule: 'isKnownUser' }],
    });
    expect(asked).toEqual([['from-elsewhere'], ['from-elsewhere', 'nobody']]);
  });

  it("is a part of the caller's own transaction", async () => {
    const { userId, heard } = await openInbox(app, 'buyer');
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
    // Another search path, as a service with tables of its own has.
    await client.query('create schema shop; set search_path = shop; create table orders (id int primary key)');
    await client.query('begin');
    await service.emitter.emit([userId], { ...CONTENT, title: 'rolled back' }, { tx: client });
    await client.query('rollback');
    await client.query('begin');
    await service.emitter.emit([userId], { ...CONTENT, title: 'first' }, { tx: client });
    await client.query('insert into orders values (1)');
    await service.emitter.emit([userId], { ...CONTENT, title: 'second' }, { tx: client });
    await client.query('commit');
    await drizzle({ client }).transaction((tx) =>
      service.emitter.emit([userId], { ...CONTENT, title: `it's "third" \\ $1` }, { tx }),
    );
    await service.emitter.emit([userId], { ...CONTENT, title: 'fourth' });
    const titles = ['first', 'second', `it's "third" \\ $1`, 'fourth'];
    const items = await heard.until(4);
    expect(items.map(({ seq, title }) => [seq, title])).toEqual(titles.map((title, index) => [index + 1, title]));
    expect((await stored(app, userId)).map(({ title }) => title)).toEqual(titles);
  });
});
