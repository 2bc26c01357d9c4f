import { integer, pgTable, text } from 'drizzle-orm/pg-core';

/**
 * What other programs may rely on in this database, so that they can tell whether they fit. A migration that changes what
 * they use raises `version`; one after which older programs would do harm raises `oldest` too.
 */
export const schemaContracts = pgTable('schema_contracts', {
  /** The program, such as `notification-emitter`. */
  name: text().primaryKey(),
  /** What this database offers. */
  version: integer().notNull(),
  /** The oldest version whose programs may still use it. */
  oldest: integer().notNull(),
});
