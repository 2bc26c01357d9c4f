import type { Statement } from './database.js';
import { Deadline } from './deadline.js';
import { translated } from './driver-errors.js';
import type { DrizzleTransaction, ForeignTransaction } from './foreign-transaction.js';
import { LIMITS } from './limits.js';

/**
 * Runs a statement inside the transaction. Rejects as {@link Database.execute} does; the transaction can then only be rolled
 * back. Times come as the caller's driver reads them.
 * @throws TypeError for a pool or a Drizzle database, where the statement would run outside the caller's transaction.
 */
export async function executeWithin<Row>(tx: ForeignTransaction, { text, values }: Statement): Promise<Row[]> {
  refuseWhatIsNone(tx);
  const answer = isDrizzle(tx) ? tx.execute((await drizzleQuery(text, values)) as never) : tx.query(text, [...values]);
  const result = await translated(new Deadline(LIMITS.answer).within(Promise.resolve(answer)));
  // Some drivers give the rows themselves.
  return Array.isArray(result) ? (result as Row[]) : (result as { readonly rows: Row[] }).rows;
}

function refuseWhatIsNone(tx: ForeignTransaction): void {
  if (!isObject(tx) || !('query' in tx || 'execute' in tx)) {
    throw new TypeError(
      '`tx` is no transaction: give a client of pg, or what the callback of a Drizzle transaction gets',
    );
  }
  if ('idleCount' in tx) throw new TypeError('`tx` is a pool: give the client on which the transaction was begun');
  if (isDrizzle(tx) && !('rollback' in tx)) {
    throw new TypeError('`tx` is a Drizzle database: give what the callback of its transaction gets');
  }
}

/** Not everyone who calls it has a compiler. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isDrizzle(tx: ForeignTransaction): tx is DrizzleTransaction {
  return 'execute' in tx && typeof tx.execute === 'function';
}

/** Loaded on demand: whoever has a Drizzle transaction has Drizzle, and the others need not install it. */
async function drizzleQuery(text: string, values: readonly unknown[]): Promise<object> {
  const { sql } = await import('drizzle-orm');
  const pieces = text.split(/\$(\d+)/);
  return sql.join(
    pieces.map((piece, index) => (index % 2 === 0 ? sql.raw(piece) : sql`${sql.param(values[Number(piece) - 1])}`)),
  );
}
