import { randomBytes } from 'node:crypto';

import pg from 'pg';
import { expect, it } from 'vitest';

import { codeBlocks, read } from '../docs/markdown.js';
import { startApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { createDatabase } from '../support/postgres.js';
import { CONTENT, openInbox } from './support/inbox.js';
import { startService } from './support/service.js';

const GUIDE = read('docs/guides/nest-service.md');

it('The code of the guide is that of the example', () => {
  const named = [...GUIDE.matchAll(/^`(examples\/\S+\.ts)`$/gm)].map(([, path = '']) => read(path));
  expect(named).toHaveLength(4);
  expect(codeBlocks(GUIDE, 'ts')).toEqual(named);
});

// Real: the application, PostgreSQL, a role with the rights of the guide.
it('The rights in the guide are enough, and are no more than is needed', async () => {
  const [rights = ''] = codeBlocks(GUIDE, 'sql');
  const role = `studio_${randomBytes(6).toString('hex')}`;
  const databaseUrl = await createDatabase();
  const app = await startApp({ env: { DATABASE_URL: databaseUrl } });
  const { heard } = await openInbox(app, 'layla');
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  onCleanup(async () => {
    await owner.query(`drop owned by ${role}; drop role ${role}`);
    await owner.end();
  });
  await owner.query(rights.replaceAll('studio', role));
  const url = new URL(databaseUrl);
  url.username = role;

  const { emitter } = await startService({ databaseUrl: url.href });
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onCleanup(() => client.end());
  await emitter.emit(['layla'], CONTENT, { clientId: 'once' });
  await emitter.emit(['layla'], CONTENT, { clientId: 'once' });
  await client.query('begin');
  await emitter.emit(['layla'], CONTENT, { tx: client });
  await client.query('commit');
  await emitter.emitMany(['layla'], CONTENT);
  expect((await heard.until(3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);

  for (const forbidden of ['delete from users', 'delete from stream_events', 'select * from conversations']) {
    await expect(client.query(forbidden)).rejects.toThrow(/permission denied/);
  }
});
