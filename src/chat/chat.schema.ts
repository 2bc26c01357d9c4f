import { pgTable, text } from 'drizzle-orm/pg-core';

export const conversations = pgTable('conversations', {
  id: text().primaryKey(),
  title: text().notNull(),
});
