import { sql } from 'drizzle-orm';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';

import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { PostgresPool } from '../../src/database/postgres-pool.js';
import { onCleanup } from '../support/cleanup.js';
import { freePort } from '../support/services/free-port.js';
import { createDatabase, startPostgres } from '../support/postgres.js';
import { itIsADatabase } from './database.contract.js';

const UNAVAILABLE = { name: 'CodedError', code: 'UNAVAILABLE' };
const ONE = { name: 'one', text: 'select 1 as one', values: [] };

async function open(databaseUrl: string): Promise<Database> {
  const database = await openDatabase({ databaseUrl, dataDir: '/nonexistent', waitMs: 5_000 });
  onCleanup(() => database.close());
  return database;
}

async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

describe('PostgresDatabase', () => {
  itIsADatabase(async () => open(await createDatabase()));

  it('is migrated once by five nodes that start together', async () => {
    const url = await createDatabase();
    const [database] = await Promise.all(Array.from({ length: 5 }, () => open(url)));
    const applied = await database?.execute({
      name: 'applied',
      text: 'select hash from drizzle.__drizzle_migrations group by hash having count(*) > 1',
      values: [],
    });
    expect(applied).toEqual([]);
    await (await open(url)).ping();
  });

  it('names itself to the server', async () => {
    const database = await open(await createDatabase());
    const named = { name: 'named', text: "select current_setting('application_name') as name", values: [] };
    expect(await database.execute(named)).toEqual([{ name: 'depth-realtime' }]);
  });

  it('heals after the server was killed and has come back, in a transaction too', async () => {
    const server = await startPostgres();
    const database = await open(server.url);
    let killed: Promise<void> | undefined;
    const transaction = database.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await (killed = server.kill());
      await tx.execute(sql`select 1`);
    });
    await expect(transaction).rejects.toMatchObject(UNAVAILABLE);
    await killed;
    await expect(database.execute(ONE)).rejects.toMatchObject(UNAVAILABLE);
    await expect(database.ping()).rejects.toMatchObject(UNAVAILABLE);
    await server.restart();
    await vi.waitFor(() => database.ping(), 10_000);
    expect(await database.execute(ONE)).toEqual([{ one: 1 }]);
  });

  it('answers everyone within five seconds when the server is frozen, and heals', async () => {
    const server = await startPostgres();
    const database = await open(server.url);
    await Promise.all(Array.from({ length: 4 }, () => database.execute(ONE)));
    await server.pause();
    const ping = timed(expect(database.ping()).rejects.toMatchObject(UNAVAILABLE));
    const calls = Array.from({ length: 30 }, (_, n) => {
      if (n % 3 === 0) return database.execute(ONE);
      if (n % 3 === 1) return database.transaction((tx) => tx.execute(sql`select 1`));
      return database.orm.execute(sql`select 1`);
    });
    const waits = await Promise.all(calls.map((call) => timed(expect(call).rejects.toMatchObject(UNAVAILABLE))));
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(await ping).toBeLessThan(2_500);
    await server.resume();
    await vi.waitFor(() => database.ping(), 10_000);
    expect(await database.execute(ONE)).toEqual([{ one: 1 }]);
  });

  it('has the server end a statement that takes too long', async () => {
    const database = await open(await createDatabase());
    const slow = timed(expect(database.orm.execute(sql`select pg_sleep(60)`)).rejects.toMatchObject(UNAVAILABLE));
    expect(await slow).toBeLessThan(5_000);
    const running = {
      name: 'running',
      text: "select query from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
      values: [],
    };
    expect(await database.execute(running)).toEqual([]);
  });

  it('outlives a connection that breaks while it changes hands', async () => {
    const pool = new PostgresPool({ url: await createDatabase(), applicationName: 'test', maxConnections: 1 });
    onCleanup(() => pool.close());
    // Nobody listens to it yet: it was given away in this very turn.
    const client = await pool.connections.connect();
    expect(() =>
      client.emit('error', new Error('terminating connection due to unexpected postmaster exit')),
    ).not.toThrow();
    client.release(true);
    expect(await pool.execute(ONE)).toEqual([{ one: 1 }]);
  });

  it('survives its connections being ended by an administrator', async () => {
    const url = await createDatabase();
    const database = await open(url);
    const ended = database.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
      await admin.end();
      await tx.execute(sql`select 1`);
    });
    await expect(ended).rejects.toMatchObject(UNAVAILABLE);
    await vi.waitFor(() => database.ping(), 5_000);
  });

  it('waits at the start for a server that is away, then says so without the password', async () => {
    const port = await freePort();
    const databaseUrl = `postgres://someone:hunter2@127.0.0.1:${port}/app`;
    const error: unknown = await openDatabase({ databaseUrl, dataDir: '/nonexistent', waitMs: 600 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toContain(`PostgreSQL at 127.0.0.1:${port}/app could not be reached for 0.6 s`);
    expect(String(error)).not.toContain('hunter2');
  });

  it('does not wait for a database that does not exist', async () => {
    const url = new URL(await createDatabase());
    url.pathname = '/no_such_database';
    const opening = openDatabase({ databaseUrl: url.href, dataDir: '/nonexistent', waitMs: 60_000 });
    await expect(opening).rejects.toThrow(/no_such_database.*does not exist/);
  });
});
