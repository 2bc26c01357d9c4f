import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import type pg from 'pg';

import { CodedError } from '../errors/coded-error.js';
import type { ConnectionPool } from './connection-pool.js';
import { Database, type Orm, type Statement } from './database.js';
import { DatabaseError } from './database-error.js';
import { Deadline } from './deadline.js';
import { toDatabaseError, translated } from './driver-errors.js';
import { guardOrm } from './guard-orm.js';
import { LIMITS } from './limits.js';

type NoSchema = Record<string, never>;

const DIALECT = new PgDialect({ casing: 'snake_case' });

/** The port over a pool of connections. */
export abstract class PooledDatabase extends Database {
  readonly orm: Orm;

  /** Closes the pool with itself. */
  constructor(private readonly pool: ConnectionPool) {
    super();
    const orm = drizzle({ client: pool.connections, casing: 'snake_case' });
    guardOrm(orm, pool.times);
    this.orm = orm;
  }

  async execute<Row>(statement: Statement): Promise<Row[]> {
    return this.pool.execute<Row>(statement);
  }

  async transaction<T>(work: (tx: Orm) => Promise<T>): Promise<T> {
    const deadline = new Deadline(LIMITS.answer, this.pool.times);
    return translated(deadline.within(this.runTransaction(work, deadline)));
  }

  async ping(): Promise<void> {
    await this.pool.ping();
  }

  slowSince(moment: number): boolean {
    return this.pool.times.slowSince(moment);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async runTransaction<T>(work: (tx: Orm) => Promise<T>, deadline: Deadline): Promise<T> {
    const client = await this.pool.connections.connect();
    let broken = false;
    const onError = (): void => {
      broken = true;
    };
    // A connection that breaks between two statements reports it here, and ends the process when nobody listens.
    client.on('error', onError);
    try {
      await client.query('begin');
      const tx = new NodePgTransaction<NoSchema, NoSchema>(
        DIALECT,
        new NodePgSession(client, DIALECT, undefined),
        undefined,
      );
      guardOrm(tx);
      const result = await deadline.within(work(tx));
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new DatabaseError('the transaction had failed and was rolled back', '25P02');
      return result;
    } catch (error) {
      broken ||= !(await rolledBack(client, error));
      throw error;
    } finally {
      client.release(broken);
      client.off('error', onError);
    }
  }
}

/** Whether the connection is fit for further use. */
async function rolledBack(client: pg.PoolClient, reason: unknown): Promise<boolean> {
  const failure = toDatabaseError(reason);
  // Asking a server that is silent would only double the wait; hanging up rolls back as well.
  if (failure instanceof CodedError && failure.code === 'UNAVAILABLE') return false;
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}
