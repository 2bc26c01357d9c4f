import { bigint, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Who changed what through `/admin` or the server API, and why. Append-only. */
export const auditLog = pgTable('audit_log', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  actorId: text().notNull(),
  action: text().notNull(),
  target: text(),
  reason: text(),
  details: jsonb().$type<Record<string, unknown>>(),
  at: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
});
