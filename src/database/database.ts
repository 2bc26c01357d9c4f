import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/**
 * Drizzle's query builder, over whichever driver is in use, or inside a transaction. Its own `transaction` is left out:
 * {@link Database.transaction} is the one that survives a connection that breaks half-way.
 */
export type Orm = Omit<PgDatabase<PgQueryResultHKT>, 'transaction'>;

/**
 * A statement with `$1` placeholders. The name lets a driver prepare it once a connection, so a name belongs to one text.
 *
 * Values are strings, numbers, booleans, dates, null, and arrays of these for a parameter of an array type. JSON goes as
 * text: `JSON.stringify` it.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The port to PostgreSQL, or to the embedded PGlite that speaks the same SQL.
 *
 * Every method, and every query of an {@link Orm}, rejects within five seconds with a {@link CodedError} `UNAVAILABLE`
 * when the database cannot be reached, does not answer or was closed; what else the database refuses comes as a
 * {@link DatabaseError} with the SQLSTATE in `code`. After `UNAVAILABLE` a write may have happened or not. A broken
 * connection heals by itself: callers need not reconnect.
 */
export abstract class Database {
  /** For ordinary queries. */
  abstract readonly orm: Orm;

  /** Runs a prepared statement: for the few that are hot. `bigint` and `count(*)` come as numbers, `timestamptz` as `Date`. */
  abstract execute<Row>(statement: Statement): Promise<Row[]>;

  /**
   * Commits when `work` resolves, rolls back when it rejects. `work` uses nothing but the `tx` that it is given: the
   * embedded database has one connection, on which anything else would wait for the transaction to end. `work` that
   * takes longer than the limit is rolled back.
   */
  abstract transaction<T>(work: (tx: Orm) => Promise<T>): Promise<T>;

  /** Resolves when a trivial query has been answered, and rejects when it was not within two seconds. */
  abstract ping(): Promise<void>;

  /**
   * Whether it has kept anybody waiting since `moment` of `performance.now()`: an answer that takes, or took, more than a
   * second was awaited. A caller with one question after the other may then have waited long, though each was in time.
   */
  abstract slowSince(moment: number): boolean;

  /** Waits for what is running, then ends for good. For the owner only: everything afterwards is `UNAVAILABLE`. */
  abstract close(): Promise<void>;
}
