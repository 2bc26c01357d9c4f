import { ConnectionPool } from './connection-pool.js';
import { LIMITS } from './limits.js';

export interface PostgresPoolOptions {
  readonly url: string;
  /** What the server calls our connections, in `pg_stat_activity` and in its log. */
  readonly applicationName: string;
  readonly maxConnections: number;
}

/** Connections to a PostgreSQL server. */
export class PostgresPool extends ConnectionPool {
  constructor({ url, applicationName, maxConnections }: PostgresPoolOptions) {
    super({
      connectionString: url,
      application_name: applicationName,
      max: maxConnections,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      statement_timeout: LIMITS.statement,
      idle_in_transaction_session_timeout: LIMITS.statement,
    });
  }
}
