import { fileURLToPath } from 'node:url';

import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { Client } from 'pg';

/** The SQL that Drizzle Kit generated, beside this file in `src` and in `dist` alike. */
const MIGRATIONS = {
  migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
} as const;

/** Brings the schema up to date, forward only, on a connection that nobody else uses. A migration that fails leaves nothing behind. */
export async function migrateWith(client: Client): Promise<void> {
  await migrate(drizzle({ client, casing: 'snake_case' }), MIGRATIONS);
}
