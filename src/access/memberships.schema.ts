import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

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

export const projectMembers = pgTable(
  'project_members',
  {
    projectId: text().notNull(),
    userId: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.userId] }), index('project_members_user').on(table.userId)],
);
