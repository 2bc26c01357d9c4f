import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';

import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { createDatabase, startPostgres } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { CONTENT, openInbox } from './support/inbox.js';
import { Service, startService } from './support/service.js';

/** The outcome of a promise, and after how many milliseconds. */
async function timed(promise: Promise<unknown>): Promise<{ readonly outcome: unknown; readonly ms: number }> {
  const started = performance.now();
  const outcome = await promise.catch((error: unknown) => error);
  return { outcome, ms: performance.now() - started };
}

// Real: the application, PostgreSQL and Redis servers that are killed, frozen and brought back.
describe('A service while Redis is away', () => {
  it('is heard all the same, in order and once', { timeout: 60_000 }, async () => {
    const redis = await startRedis();
    const databaseUrl = await createDatabase();
    const app = await startApp({ env: { DATABASE_URL: databaseUrl, REDIS_URL: redis.url } });
    const service = await startService({ databaseUrl, redisUrl: redis.url });
    const { userId, heard } = await openInbox(app, 'layla');
    const emit = (title: string) => service.emitter.emit([userId], { ...CONTENT, title });
    await emit('with Redis');
    await heard.until(1);
    await redis.kill();
    await emit('killed');
    await heard.until(2);
    await redis.restart();
    await emit('back');
    await heard.until(3);
    redis.pause();
    await emit('frozen');
    await heard.until(4);
    redis.resume();
    await emit('thawed');
    const items = await heard.until(5);
    expect(items.map(({ title }) => title)).toEqual(['with Redis', 'killed', 'back', 'frozen', 'thawed']);
    expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('A service whose database is away', () => {
  it('is answered UNAVAILABLE within five seconds, and works again by itself', { timeout: 90_000 }, async () => {
    const postgres = await startPostgres();
    const databaseUrl = await createDatabase(postgres.url);
    const app = await startApp({ env: { DATABASE_URL: databaseUrl } });
    await app.users('layla', 'omar');
    const service = await startService({ databaseUrl });
    const emit = () => service.emitter.emit(['layla'], CONTENT, { clientId: 'the-same' });
    await service.emitter.emit(['layla'], CONTENT);

    await postgres.pause();
    const [one, many] = await Promise.all([timed(emit()), timed(service.emitter.emitMany(['layla', 'omar'], CONTENT))]);
    await postgres.resume();
    expect(one.outcome).toMatchObject({ code: 'UNAVAILABLE' });
    expect(many.outcome).toMatchObject({
      emitted: [],
      failed: [
        { userId: 'layla', code: 'UNAVAILABLE' },
        { userId: 'omar', code: 'UNAVAILABLE' },
      ],
    });
    expect(Math.max(one.ms, many.ms)).toBeLessThan(5000);

    await postgres.kill();
    const refused = await timed(emit());
    expect(refused.outcome).toMatchObject({ code: 'UNAVAILABLE' });
    expect(refused.ms).toBeLessThan(5000);

    await postgres.restart();
    await expect(emit()).resolves.toMatchObject([{ userId: 'layla' }]);
    const again = await emit();
    expect(await emit()).toEqual(again);
  });

  it('starts without it, ends without it, and refuses at once what would wait in thousands', async () => {
    const postgres = await startPostgres();
    const url = postgres.url;
    await postgres.kill();
    const service = await Service.start({ databaseUrl: url });
    expect(await timed(service.emitter.emit(['layla'], CONTENT))).toMatchObject({ outcome: { code: 'UNAVAILABLE' } });
    const crowd = Array.from({ length: 1000 }, (_, index) => `crowd-${index}`);
    const flood = Array.from({ length: 30 }, () => timed(service.emitter.emit(crowd, CONTENT)));
    const last = await flood.at(-1)!;
    expect(last).toMatchObject({ outcome: { code: 'UNAVAILABLE' } });
    expect(last.ms).toBeLessThan(1000);
    await Promise.all(flood);
    expect((await timed(service.stop())).ms).toBeLessThan(5000);
    expect(await timed(service.emitter.emit(['layla'], CONTENT))).toMatchObject({ outcome: { code: 'UNAVAILABLE' } });
  });

  it('ends in time when it hangs, its own idle connections included', { timeout: 60_000 }, async () => {
    const postgres = await startPostgres();
    const databaseUrl = await createDatabase(postgres.url);
    const app = await startApp({ env: { DATABASE_URL: databaseUrl } });
    await app.users('layla');
    const service = await Service.start({ databaseUrl });
    await Promise.all([1, 2, 3].map(() => service.emitter.emit(['layla'], CONTENT)));
    await postgres.pause();
    const [emitted, stopped] = await Promise.all([
      timed(service.emitter.emit(['layla'], CONTENT)),
      timed(service.stop()),
    ]);
    await postgres.resume();
    expect(emitted.outcome).toMatchObject({ code: 'UNAVAILABLE' });
    expect(stopped.ms).toBeLessThan(12_000);
  });

  it('stages in a transaction that holds the inbox locked, and waits for no lock', async () => {
    const databaseUrl = await createDatabase();
    const app = await startApp({ env: { DATABASE_URL: databaseUrl } });
    const { userId } = await openInbox(app, 'layla');
    const service = await startService({ databaseUrl });
    await service.emitter.emit([userId], CONTENT);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
    await client.query(`begin; select * from streams where key = 'inbox:layla' for update`);
    await service.emitter.emit([userId], { ...CONTENT, title: 'staged' }, { tx: client });
    await client.query('commit');
    const [last] = await service.emitter.emit([userId], CONTENT);
    expect(last?.seq).toBe(3);
  });
});

describe('A service on a database that it does not know', () => {
  let app: TestApp;
  let databaseUrl: string;
  let client: pg.Client;

  beforeAll(async () => {
    databaseUrl = await createDatabase();
    app = await startApp({ env: { DATABASE_URL: databaseUrl } });
    await app.users('layla');
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    onCleanup(() => client.end());
  });

  const contract = (version: number, oldest: number) =>
    client.query('update schema_contracts set version = $1, oldest = $2', [version, oldest]);

  it('refuses to start on one that no server has made', async () => {
    const empty = await createDatabase();
    await expect(Service.start({ databaseUrl: empty })).rejects.toMatchObject({
      name: 'SchemaMismatchError',
      message: expect.stringMatching(/older than this package.*start a server/s) as string,
    });
  });

  it('refuses to start on one that is newer than it knows, and goes on with one that is newer and still fits', async () => {
    await contract(2, 1);
    const service = await startService({ databaseUrl });
    await service.emitter.emit(['layla'], CONTENT);
    await contract(2, 2);
    const refusal = { code: 'SCHEMA_MISMATCH', message: expect.stringMatching(/Update depth-realtime/) as string };
    await expect(Service.start({ databaseUrl })).rejects.toMatchObject(refusal);
    // Also when the server was updated under its feet: nothing is written.
    const { rows: before } = await client.query('select head from streams');
    await expect(service.emitter.emit(['layla'], CONTENT)).rejects.toMatchObject(refusal);
    await expect(service.emitter.emitMany(['layla'], CONTENT)).rejects.toMatchObject(refusal);
    expect((await client.query('select head from streams')).rows).toEqual(before);
    await contract(1, 1);
    await service.emitter.emit(['layla'], CONTENT);
  });

  it.each([
    ['databaseUrl', { databaseUrl: '' }],
    ['databaseUrl', { databaseUrl: 'mysql://localhost/secret' }],
    ['redisUrl', { redisUrl: 'localhost:secret' }],
    ['maxConnections', { maxConnections: 0 }],
  ])('refuses a wrong %s by its name, without its value', async (name, wrong) => {
    const failure = Service.start({ databaseUrl, ...wrong });
    await expect(failure).rejects.toThrow(new RegExp(`^NotificationEmitterModule: ${name} `));
    await expect(failure).rejects.not.toThrow(/secret/);
  });
});
