import { setTimeout as delay } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { CodedError } from '../errors/coded-error.js';
import type { Database } from './database.js';
import { toDatabaseError } from './driver-errors.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { migratePostgres } from './migrate-postgres.js';
import { PostgresDatabase } from './postgres-database.js';

export interface DatabaseOptions {
  /** A PostgreSQL server. Undefined: the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** How long a server that is away is waited for, in milliseconds. */
  readonly waitMs?: number;
}

/** SQLSTATE classes that waiting does not cure: wrong credentials, no such database. */
const HOPELESS = ['28', '3D'];

/** Opens the configured database and brings its schema up to date. Rejects with a message for the operator. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, waitMs = 30_000 } = options;
  if (databaseUrl === undefined) return EmbeddedDatabase.open(dataDir);
  await migrateWhenThere(databaseUrl, waitMs);
  return new PostgresDatabase(databaseUrl);
}

async function migrateWhenThere(url: string, waitMs: number): Promise<void> {
  const logger = new Logger('Database');
  const giveUpAt = performance.now() + waitMs;
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      await migratePostgres(url);
      return;
    } catch (thrown) {
      const error = toDatabaseError(thrown);
      const reason = reasonOf(error);
      if (!mayPass(error)) throw new Error(`PostgreSQL at ${placeOf(url)}: ${reason}`, { cause: thrown });
      if (performance.now() + pauseMs > giveUpAt) {
        throw new Error(`PostgreSQL at ${placeOf(url)} could not be reached for ${waitMs / 1_000} s: ${reason}`, {
          cause: thrown,
        });
      }
      logger.warn(`PostgreSQL at ${placeOf(url)} cannot be reached: ${reason}. Trying again.`);
      await delay(pauseMs);
    }
  }
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  const cause = error.cause;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return !HOPELESS.includes(code.slice(0, 2)) || code.length !== 5;
}

function reasonOf(error: unknown): string {
  const told = error instanceof CodedError ? error.cause : error;
  if (!(told instanceof Error)) return String(told);
  // An AggregateError, one error an address, has an empty message.
  return told.message === '' && 'code' in told ? String(told.code) : told.message;
}

/** Where the server is, without user and password. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed === undefined ? 'DATABASE_URL' : `${parsed.host}${parsed.pathname}`;
}
