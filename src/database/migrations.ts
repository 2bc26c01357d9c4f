import { fileURLToPath } from 'node:url';

/** The SQL that Drizzle Kit generated, beside this file in `src` and in `dist` alike. */
export const MIGRATIONS = {
  migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
} as const;
