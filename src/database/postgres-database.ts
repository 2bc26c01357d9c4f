import { PooledDatabase } from './pooled-database.js';
import { PostgresPool } from './postgres-pool.js';

/** A PostgreSQL server. */
export class PostgresDatabase extends PooledDatabase {
  /** See `openDatabase` for one that is known to be there and up to date. */
  constructor(url: string, applicationName = 'depth-realtime') {
    super(new PostgresPool({ url, applicationName, maxConnections: 10 }));
  }
}
