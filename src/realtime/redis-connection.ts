import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

import { Config, type RedisAddress } from '../config/config.js';

const OPTIONS = {
  connectTimeout: 2000,
  // Whoever needs Redis at once has something to fall back to: waiting in a queue would only hide that it is away.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 6), 2000),
  reconnectOnError: () => false,
} as const;

/** How often the connection is tried, and how long an answer may take. */
const HEARTBEAT_MS = 500;
const ANSWER_MS = 1000;

/** Publishes without ever rejecting: the Socket.IO adapter does not await it, and a rejection would end the process. */
class QuietPublisher extends Redis {
  override publish(channel: string | Buffer, message: string | Buffer): Promise<number> {
    // Redis is a carrier only; its absence is reported by the connection's own events.
    return super.publish(channel, message).catch(() => 0);
  }
}

/**
 * The connections to Redis, or none when it is not configured. They heal by themselves and never end the process.
 */
@Injectable()
export class RedisConnection implements OnApplicationBootstrap, OnApplicationShutdown {
  /** For commands and for publishing. */
  readonly publisher: Redis | undefined;
  /** For the subscriptions of the Socket.IO adapter. */
  readonly subscriber: Redis | undefined;
  /** For the subscriptions to streams. */
  readonly streams: Redis | undefined;
  private readonly logger = new Logger(RedisConnection.name);
  private timer: NodeJS.Timeout | undefined;
  private trying = false;
  private answering = true;

  constructor(config: Config) {
    if (config.redis === undefined) return;
    this.publisher = this.watch(
      new QuietPublisher({ ...optionsOf(config.redis), commandTimeout: ANSWER_MS, replyMapping: 'legacy' }),
      'publisher',
    );
    // Subscriptions wait for the connection, and outlive it.
    const patient = { ...optionsOf(config.redis), enableOfflineQueue: true, maxRetriesPerRequest: null };
    this.subscriber = this.watch(new Redis(patient), 'subscriber');
    this.streams = this.watch(new Redis(patient), 'streams');
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
  private async beat(publisher: Redis): Promise<void> {
    if (this.trying || publisher.status !== 'ready') return;
    this.trying = true;
    this.answering = await this.answers(publisher);
    if (!this.answering) publisher.disconnect(true);
    this.trying = false;
  }

  private async answers(redis: Redis): Promise<boolean> {
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

  private watch(redis: Redis, name: string): Redis {
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

function optionsOf(address: RedisAddress): RedisOptions {
  if (!('url' in address)) return { ...OPTIONS, host: address.host, port: address.port, ...passwordOf(address) };
  const url = new URL(address.url);
  return {
    ...OPTIONS,
    host: url.hostname,
    port: url.port === '' ? 6379 : Number(url.port),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function passwordOf({ password }: { password: string | undefined }): { password?: string } {
  return password === undefined ? {} : { password };
}
