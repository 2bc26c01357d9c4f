import type { TestProject } from 'vitest/node';
import { PostgresServer } from './services/postgres-server.js';
import { RedisServer } from './services/redis-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Redis that all spec files share. */
    redisUrl: string;
    /** The administrative database of a PostgreSQL server that all spec files share. */
    postgresUrl: string;
  }
}

/** Starts what all spec files share, once a run, and returns how to stop it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_REDIS_URL: redisUrl, TEST_DATABASE_URL: postgresUrl } = process.env;
  // One after the other, since both may have to be installed, and the package manager takes one at a time.
  const redis = isSet(redisUrl) ? undefined : await RedisServer.start();
  const postgres = isSet(postgresUrl) ? undefined : await startPostgres(redis);
  project.provide('redisUrl', redis?.url ?? redisUrl ?? '');
  project.provide('postgresUrl', postgres?.url ?? postgresUrl ?? '');
  return async () => {
    await Promise.all([redis?.stop(), postgres?.stop()]);
  };
}

async function startPostgres(redis: RedisServer | undefined): Promise<PostgresServer> {
  try {
    return await PostgresServer.start();
  } catch (error) {
    // A run whose setup failed is not torn down.
    await redis?.stop();
    throw error;
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
