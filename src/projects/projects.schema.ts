import { pgTable, real, text, timestamp } from 'drizzle-orm/pg-core';

export const projects = pgTable('projects', {
  id: text().primaryKey(),
  name: text().notNull(),
  status: text().notNull(),
  /** 0 to 100. */
  progress: real().notNull().default(0),
  milestone: text(),
  updatedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  updatedBy: text(),
});
