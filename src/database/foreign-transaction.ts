/** A connection of the driver `pg` on which somebody has begun a transaction. */
export interface DriverTransaction {
  query(text: string, values: unknown[]): PromiseLike<unknown>;
}

/** What Drizzle gives to the callback of `transaction`. */
export interface DrizzleTransaction {
  execute(query: never): PromiseLike<unknown>;
}

/** A transaction that somebody else began and will end: a client of `pg`, or a Drizzle transaction. */
export type ForeignTransaction = DriverTransaction | DrizzleTransaction;
