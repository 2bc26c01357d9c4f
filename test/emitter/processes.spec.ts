import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';

import type { NewNotification } from '../../src/notifications/notifications.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { createDatabase } from '../support/postgres.js';
import { sharedRedisUrl } from '../support/redis.js';
import { openInbox, stored, type Inbox } from './support/inbox.js';
import { write } from './support/writer.js';

const PATIENTLY = { timeout: 120_000 };

// Real: two servers, PostgreSQL, Redis, sockets, and writers in processes of their own on the built package.
describe('Services in other processes', () => {
  let databaseUrl: string;
  let apps: TestApp[];
  let client: pg.Client;

  beforeAll(async () => {
    databaseUrl = await createDatabase();
    const env = { DATABASE_URL: databaseUrl, REDIS_URL: sharedRedisUrl() };
    apps = [await startApp({ env }), await startApp({ env })];
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
    await client.query('create table ledger (name text primary key)');
  });

  const inboxesOf = (userId: string): Promise<Inbox[]> => Promise.all(apps.map((app) => openInbox(app, userId)));
  const facts = (items: readonly NewNotification[]) => items.map(({ seq, title }) => `${seq} ${title}`);

  it('keep one gapless order, the same on every node, and each its own', PATIENTLY, async () => {
    const inboxes = [...(await inboxesOf('layla')), ...(await inboxesOf('omar'))];
    const writers = ['a', 'b', 'c'];
    const exits = await Promise.all(
      writers.map((name) =>
        write({
          databaseUrl,
          mode: 'emit',
          name,
          userIds: ['layla', 'omar'],
          count: 100,
          // One of them reaches the nodes through PostgreSQL.
          ...(name === 'c' ? {} : { redisUrl: sharedRedisUrl() }),
        }),
      ),
    );
    expect(exits).toEqual(writers.map(() => ({ code: 0, signal: null, output: 'done\n' })));
    const heard = await Promise.all(inboxes.map((inbox) => inbox.heard.until(300)));
    for (const items of heard) expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(facts(heard[1]!)).toEqual(facts(heard[0]!));
    expect(facts(heard[3]!)).toEqual(facts(heard[2]!));
    for (const name of writers) {
      const own = heard[0]!.filter(({ body }) => body === name).map(({ title }) => title);
      expect(own).toEqual(Array.from({ length: 100 }, (_, index) => `${name} ${index}`));
    }
  });

  it('are heard exactly once when they are killed right after the commit', PATIENTLY, async () => {
    const inboxes = await inboxesOf('sami');
    const names = Array.from({ length: 12 }, (_, index) => `paid-${index}`);
    for (const name of names) {
      const exit = await write({ databaseUrl, mode: 'after', name, userIds: ['sami'] });
      expect(exit).toMatchObject({ signal: 'SIGKILL' });
    }
    for (const { heard } of inboxes) {
      const items = await heard.until(names.length);
      expect(facts(items)).toEqual(names.map((name, index) => `${index + 1} ${name}`));
    }
    expect(await stored(apps[0]!, 'sami')).toHaveLength(names.length);
  });

  it('are heard if, and only if, they committed, when they are killed around it', PATIENTLY, async () => {
    const inboxes = await inboxesOf('noor');
    for (let round = 0; round < 12; round += 1) {
      const mode = round % 4 === 0 ? 'before' : 'during';
      await write({ databaseUrl, mode, name: `${mode}-${round}`, userIds: ['noor'] });
    }
    // After all of them, so that whatever was to come has come.
    await write({ databaseUrl, mode: 'after', name: 'the last', userIds: ['noor'] });
    const { rows } = await client.query<{ name: string }>(`select name from ledger where name !~ '^paid'`);
    const committed = rows.map(({ name }) => name);
    expect(committed.filter((name) => name.startsWith('before'))).toEqual([]);
    for (const { heard } of inboxes) {
      const items = await heard.until(committed.length);
      expect(items.map(({ title }) => title).toSorted()).toEqual(committed.toSorted());
    }
    expect(await stored(apps[0]!, 'noor')).toHaveLength(committed.length);
  });
});
