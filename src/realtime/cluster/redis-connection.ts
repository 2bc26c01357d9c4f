import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { createRedisClient, reported, type RedisClient } from './redis-client.js';
import { RedisHeartbeat } from './redis-heartbeat.js';
import { RedisSubscriber } from './redis-subscriber.js';

/**
 * The connections to Redis, or none when it is not configured. They heal by themselves and never end the process.
 */
@Injectable()
export class RedisConnection implements OnApplicationBootstrap, OnApplicationShutdown {
  /** For commands and for publishing. */
  readonly publisher: RedisClient | undefined;
  /** For the subscriptions of the Socket.IO adapter. */
  readonly subscriber: RedisSubscriber | undefined;
  /** For the subscriptions to streams. */
  readonly streams: RedisSubscriber | undefined;
  private readonly logger = new Logger(RedisConnection.name);
  private readonly heartbeat: RedisHeartbeat | undefined;

  constructor(config: Config) {
    const { redis } = config;
    if (redis === undefined) return;
    const publisher = reported(createRedisClient(redis, 'eager'), 'publisher', this.logger);
    const heartbeat = new RedisHeartbeat(publisher);
    const subscriber = (name: string): RedisSubscriber =>
      new RedisSubscriber(reported(createRedisClient(redis, 'patient'), name, this.logger), publisher, heartbeat);
    this.publisher = publisher;
    this.heartbeat = heartbeat;
    this.subscriber = subscriber('subscriber');
    this.streams = subscriber('streams');
  }

  get configured(): boolean {
    return this.publisher !== undefined;
  }

  /** Whether Redis answered the last heartbeat. While it does not, nothing should wait for it. */
  get answering(): boolean {
    return this.heartbeat?.available ?? false;
  }

  /** Whether this node speaks to the others over Redis, and hears them. */
  get available(): boolean {
    return this.answering && this.hearing;
  }

  /** Whether Redis answers within a second, and what is published comes back: `off` when none is configured. */
  async ping(): Promise<'up' | 'degraded' | 'off'> {
    if (this.heartbeat === undefined) return 'off';
    return (await this.heartbeat.answers()) && this.hearing ? 'up' : 'degraded';
  }

  /** Calls `listener` whenever this node speaks to the others, or hears them, again. */
  onRestored(listener: () => void): void {
    this.publisher?.on('ready', listener);
    this.subscriber?.onRestored(listener);
  }

  onApplicationBootstrap(): void {
    for (const part of [this.heartbeat, this.subscriber, this.streams]) part?.start();
  }

  onApplicationShutdown(): void {
    for (const part of [this.heartbeat, this.subscriber, this.streams]) part?.stop();
    this.publisher?.disconnect();
  }

  private get hearing(): boolean {
    return this.subscriber?.hears === true && this.streams?.hears === true;
  }
}
