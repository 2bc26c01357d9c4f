import pg from 'pg';

import { LIMITS } from './limits.js';
import { migrateWith } from './migrations.js';

/** Any number that no other program uses for an advisory lock of the same database. */
const LOCK = 7_306_114_287;

/** Milliseconds for one step, the wait for another node's migrations included. */
const STEP_LIMIT = 60_000;

/**
 * Brings the schema up to date, forward only, on a connection of its own. Nodes that start together do it one after the
 * other; whoever comes later finds nothing to do. A migration that fails leaves nothing behind.
 */
export async function migratePostgres(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'depth-realtime migrations',
    connectionTimeoutMillis: LIMITS.connect,
    query_timeout: STEP_LIMIT,
  });
  // A connection that breaks fails the running query too; without a listener it would also end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await migrateWith(client);
  } finally {
    await client.end();
  }
}
