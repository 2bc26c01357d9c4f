import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** One row, from the first start with webhooks on: what was committed before is not told. */
export const webhookStart = pgTable('webhook_start', {
  /** Always 1. */
  id: integer().primaryKey(),
  at: moment().notNull(),
});

/** How far each stream was told. A stream is pending while `seen` is ahead of `seq`. */
export const webhookCursors = pgTable(
  'webhook_cursors',
  {
    streamId: bigint({ mode: 'number' }).primaryKey(),
    /** The seq of the last event that was told, or that nobody is told of. */
    seq: bigint({ mode: 'number' }).notNull(),
    /** The head of the stream, as somebody saw it after a commit. */
    seen: bigint({ mode: 'number' }).notNull(),
    /** When to go on. */
    dueAt: moment().notNull().defaultNow(),
    /** How often the next event was tried in vain. */
    attempts: integer().notNull().default(0),
    failingSince: moment(),
    lastError: text(),
    /** The node that tells this stream, until then. */
    leasedBy: text(),
    leasedUntil: moment()
      .notNull()
      .default(sql`to_timestamp(0)`),
  },
  (table) => [
    index('webhook_cursors_pending')
      .on(table.dueAt)
      .where(sql`${table.seen} > ${table.seq}`),
  ],
);

/** The users of whom it was last told that they are online. */
export const webhookPresence = pgTable('webhook_presence', {
  userId: text().primaryKey(),
  at: moment().notNull().defaultNow(),
});
