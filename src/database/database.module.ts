import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../config/config.js';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';

/**
 * Provides the {@link Database}: opened and up to date before anything that uses it is made, and closed after everything
 * else has shut down. The latter rests on Nest's order: global modules end last, in the reverse order of their import.
 */
@Global()
@Module({
  providers: [{ provide: Database, inject: [Config], useFactory: (config: Config) => openDatabase(config) }],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
