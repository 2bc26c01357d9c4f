import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

export const conversations = pgTable('conversations', {
  id: text().primaryKey(),
  title: text().notNull(),
});

export const conversationMembers = pgTable(
  'conversation_members',
  {
    conversationId: text().notNull(),
    userId: text().notNull(),
    /** The watermark up to which the member has read. */
    lastReadSeq: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.userId] }),
    index('conversation_members_user').on(table.userId),
  ],
);
