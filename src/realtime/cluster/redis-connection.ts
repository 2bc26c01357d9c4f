import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { ANSWER_MS, createRedisClient, type RedisClient } from './redis-client.js';

/** How often the connection is tried. */
const HEARTBEAT_MS = 500;

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
  private timer: NodeJS.Timeout | undefined;
  private trying = false;
  private answering = true;

  constructor(config: Config) {
    if (config.redis === undefined) return;
    this.publisher = this.watch(createRedisClient(config.redis, 'eager'), 'publisher');
    this.subscriber = this.watch(createRedisClient(config.redis, 'patient'), 'subscriber');
    this.streams = this.watch(createRedisClient(config.redis, 'patient'), 'streams');
  }

  get configured(): boolean {
    return this.publisher !== undefined;
  }

  /** Whether Redis answered the last heartbeat. While it does not, nothing should wait for it. */
  get available(): boolean {
    return this.publisher?.status === 'ready' && this.answering;
  }

  /** Whether Redis answers within a second: `off` when none is configured. */
  async ping(): Promise<'up' | 'degraded' | 'off'> {
    if (this.publisher === undefined) return 'off';
    return (await this.answers(this.publisher)) ? 'up' : 'degraded';
  }

  onApplicationBootstrap(): void {
    const { publisher } = this;
    if (publisher === undefined) return;
    this.timer = setInterval(() => void this.beat(publisher), HEARTBEAT_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const redis of [this.publisher, this.subscriber, this.streams]) redis?.disconnect();
  }

  /** A Redis that hangs is left, so that what is queued for it does not grow: the new connection waits until it is ready. */
  private async beat(publisher: RedisClient): Promise<void> {
    if (this.trying || publisher.status !== 'ready') return;
    this.trying = true;
    this.answering = await this.answers(publisher);
    if (!this.answering) publisher.disconnect(true);
    this.trying = false;
  }

  private async answers(redis: RedisClient): Promise<boolean> {
    if (redis.status !== 'ready') return false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    try {
      return await Promise.race([redis.ping().then(() => true), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  private watch(redis: RedisClient, name: string): RedisClient {
    let away = false;
    redis.on('error', (error: Error) => {
      if (!away) this.logger.warn(`Redis ${name}: ${error.message}; trying again`);
      away = true;
    });
    redis.on('ready', () => {
      if (away) this.logger.log(`Redis ${name}: connected again`);
      away = false;
    });
    return redis;
  }
}
