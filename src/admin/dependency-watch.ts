import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { RedisConnection } from '../realtime/cluster/redis-connection.js';
import type { DependencyStates } from './admin.protocol.js';

/** Knows how the database and Redis are, without making whoever asks wait for them. */
@Injectable()
export class DependencyWatch {
  private database: DependencyStates['database'] = 'up';
  private asking = false;

  constructor(
    private readonly store: Database,
    private readonly redis: RedisConnection,
  ) {}

  /**
   * What the last question to the database found, and asks it again: reports are made every second or two, so each tells
   * how it was one report ago. A node has its database when it starts.
   */
  states(): DependencyStates {
    void this.ask();
    const redis = this.redis.available ? 'up' : 'degraded';
    return { database: this.database, redis: this.redis.configured ? redis : 'off' };
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.database = await this.store.ping().then(
      () => 'up',
      () => 'down',
    );
    this.asking = false;
  }
}
