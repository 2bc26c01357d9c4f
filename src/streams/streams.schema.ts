import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

/** One row a stream: its place in the log. Locked by whoever appends. */
export const streams = pgTable('streams', {
  /** Not every number is used: an append takes one for each of its streams, also for those that have a row. */
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  /** `<kind>:<id>`, such as `conversation:general`. */
  key: text().notNull().unique(),
  /** Changes only when the log was lost or reset. Part of every event's id. */
  epoch: text()
    .notNull()
    .default(sql`substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)`),
  /** The seq of the newest event, 0 for none. */
  head: bigint({ mode: 'number' }).notNull().default(0),
  /** How many of the events their reader has dealt with; only inboxes use it. */
  consumed: bigint({ mode: 'number' }).notNull().default(0),
});

/** The log. Rows are never renumbered; `data` changes only to redact what was deleted. */
export const streamEvents = pgTable(
  'stream_events',
  {
    streamId: bigint({ mode: 'number' }).notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    type: text().notNull(),
    actorId: text().notNull(),
    clientId: text(),
    /** The seq of the event that this one changes, for edits and deletions. */
    refSeq: bigint({ mode: 'number' }),
    /** The socket that sent the command, where some events go to all but the sender. */
    origin: text(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.streamId, table.seq] }),
    uniqueIndex('stream_events_client_id')
      .on(table.streamId, table.actorId, table.clientId)
      .where(sql`${table.clientId} is not null`),
    uniqueIndex('stream_events_changes')
      .on(table.streamId, table.refSeq, table.seq)
      .where(sql`${table.refSeq} is not null`),
    // With the next one, what is unread is counted without going through it.
    index('stream_events_changed_at')
      .on(table.streamId, table.seq)
      .where(sql`${table.refSeq} is not null`),
    index('stream_events_messages_of')
      .on(table.streamId, table.actorId, table.seq)
      .where(sql`${table.type} = 'message'`),
  ],
);

/**
 * Events that were staged inside somebody's transaction and have no place in their streams yet. A node moves them there
 * as soon as they are committed, in the order of `id`.
 */
export const streamOutbox = pgTable('stream_outbox', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  stream: text().notNull(),
  type: text().notNull(),
  actorId: text().notNull(),
  clientId: text(),
  data: jsonb().$type<Record<string, unknown>>().notNull(),
});
