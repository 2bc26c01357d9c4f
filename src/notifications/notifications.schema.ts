import { bigint, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** One row for each notification that was read; `seq` is its place in the user's inbox. Never changed once written. */
export const notificationReads = pgTable(
  'notification_reads',
  {
    userId: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    readAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.seq] })],
);

/** Up to where an inbox was last read at once: nothing at or below `seq` is unread, so nobody looks there again. */
export const notificationReadMarks = pgTable('notification_read_marks', {
  userId: text().primaryKey(),
  seq: bigint({ mode: 'number' }).notNull(),
  readAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
});
