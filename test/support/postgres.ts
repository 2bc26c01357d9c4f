import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { onCleanup, tracked } from './cleanup.js';
import { PostgresServer, type PostgresOptions } from './services/postgres-server.js';

/** A PostgreSQL server of the test's own, to be killed, frozen or restarted. Stopped with the test or the file. */
export async function startPostgres(options?: PostgresOptions): Promise<PostgresServer> {
  return tracked(await PostgresServer.start(options));
}

/**
 * A fresh, empty database on the server at `adminUrl` (default: the one that all tests share). Returns its URL. It is
 * dropped with the test or the file, whoever is still connected.
 */
export async function createDatabase(adminUrl: string = inject('postgresUrl')): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, `CREATE DATABASE ${name}`);
  // A server of the test's own may be gone by then, and its databases with it.
  if (adminUrl === inject('postgresUrl')) onCleanup(() => administer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Holds what the statement locks, such as `select from streams for update`, as a slow transaction of somebody else would.
 * The returned function lets go, and so does the end of the test or the file.
 */
export async function holdLock(databaseUrl: string, statement: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    await client.end();
  };
  onCleanup(release);
  await client.query('begin');
  await client.query(statement);
  return release;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
