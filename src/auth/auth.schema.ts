import { boolean, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** The user directory. Filled by the platform through the server API. */
export const users = pgTable('users', {
  id: text().primaryKey(),
  displayName: text().notNull(),
  role: text().notNull(),
  disabled: boolean().notNull().default(false),
  /** Tokens issued at or before this moment are refused. */
  revokedAt: timestamp({ withTimezone: true, precision: 3 }),
  lastSeenAt: timestamp({ withTimezone: true, precision: 3 }),
});
