import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { createRedisClient, reported, type RedisClient } from './redis-client.js';
import { RedisHeartbeat } from './redis-heartbeat.js';

/**
 * The connections to Redis, or none when it is not configured. They heal by themselves and never end the process.
 */
@Injectable()
export class RedisConnection implements OnApplicationBootstrap, OnApplicationShutdown {
  /** For commands and for publishing. */
  readonly publisher: RedisClient | undefined;
  /** For the subscriptions of the Socket.IO adapter. */
  readonly subscriber: RedisClient | undefined;
  /** For the subscriptions to streams. */
  readonly streams: RedisClient | undefined;
  private readonly logger = new Logger(RedisConnection.name);
  private readonly heartbeat: RedisHeartbeat | undefined;

  constructor(config: Config) {
    if (config.redis === undefined) return;
    this.publisher = reported(createRedisClient(config.redis, 'eager'), 'publisher', this.logger);
    this.subscriber = reported(createRedisClient(config.redis, 'patient'), 'subscriber', this.logger);
    this.streams = reported(createRedisClient(config.redis, 'patient'), 'streams', this.logger);
    this.heartbeat = new RedisHeartbeat(this.publisher);
  }

  get configured(): boolean {
    return this.publisher !== undefined;
  }

  /** Whether Redis answered the last heartbeat. While it does not, nothing should wait for it. */
  get available(): boolean {
    return this.heartbeat?.available ?? false;
  }

  /** Whether Redis answers within a second: `off` when none is configured. */
  async ping(): Promise<'up' | 'degraded' | 'off'> {
    if (this.heartbeat === undefined) return 'off';
    return (await this.heartbeat.answers()) ? 'up' : 'degraded';
  }

  onApplicationBootstrap(): void {
    this.heartbeat?.start();
  }

  onApplicationShutdown(): void {
    this.heartbeat?.stop();
    for (const redis of [this.publisher, this.subscriber, this.streams]) redis?.disconnect();
  }
}
