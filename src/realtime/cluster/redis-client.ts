import type { LoggerService } from '@nestjs/common';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

import type { RedisAddress } from '../../config/config.js';
import { parseRedisUrl, type RedisPlace } from '../../config/redis-url.js';

/** A client of one server, of the servers that sentinels watch, or of a cluster. */
export type RedisClient = Redis | Cluster;

/**
 * `eager`: for what has something to fall back to; a command fails at once, or within a second, while Redis is away, and
 * publishing never rejects. `patient`: for subscriptions, which wait for the connection and outlive it.
 */
export type RedisTemper = 'eager' | 'patient';

/** How long Redis may take to answer, in milliseconds. */
export const ANSWER_MS = 1000;

const CONNECT_MS = 2000;
/** How often a cluster is asked which of its servers has what. */
const SLOTS_REFRESH_MS = 5000;

/** Publishes without ever rejecting: the Socket.IO adapter does not await it, and a rejection would end the process. */
class QuietRedis extends Redis {
  override publish(channel: string | Buffer, message: string | Buffer): Promise<number> {
    // Redis is a carrier only; its absence is reported by the connection's own events.
    return super.publish(channel, message).catch(() => 0);
  }
}

class QuietCluster extends Cluster {
  override publish(channel: string | Buffer, message: string | Buffer): Promise<number> {
    return super.publish(channel, message).catch(() => 0);
  }
}

/** Connects, and goes on trying for as long as it lives. */
export function createRedisClient(address: RedisAddress, temper: RedisTemper): RedisClient {
  const place = placeOf(address);
  const options = { ...optionsOf(place), ...manners(temper) };
  if (place.kind !== 'cluster') return new QuietRedis({ ...options, replyMapping: 'legacy' });
  const { enableOfflineQueue, retryStrategy: _, replyMapping: __, ...redisOptions } = options;
  return new QuietCluster([...place.hosts], {
    clusterRetryStrategy: pauseOf,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // The eager have something to fall back to, and do not wait until another server has taken over.
    ...(temper === 'eager' ? { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 } : {}),
    enableOfflineQueue,
    redisOptions,
  });
}

/** Reports, once each time, that the connection is lost and that it is there again. Returns the client. */
export function reported(redis: RedisClient, name: string, logger: LoggerService): RedisClient {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn(`Redis ${name}: ${error.message}; trying again`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.log(`Redis ${name}: connected again`);
    away = false;
  });
  return redis;
}

/**
 * Leaves a connection that hangs, so that another one is made. One that is being made is let be: it has time limits of its own,
 * and a cluster's that is left while names are looked up is never made again.
 */
export function renew(redis: RedisClient): void {
  if (redis.status === 'ready' || redis.status === 'connect') redis.disconnect(true);
}

/** Whether Redis itself has answered with an error, such as that its user may not do this. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function placeOf(address: RedisAddress): RedisPlace {
  if ('url' in address) {
    const place = parseRedisUrl(address.url);
    if (place === undefined) throw new Error('REDIS_URL was not validated');
    return place;
  }
  const { host, port, password } = address;
  return {
    kind: 'server',
    hosts: [{ host, port }],
    tls: false,
    username: undefined,
    password,
    database: 0,
    name: undefined,
  };
}

function optionsOf({ kind, hosts, tls, username, password, database, name }: RedisPlace): RedisOptions {
  const [first] = hosts;
  return {
    ...(kind === 'server' ? first : {}),
    ...(kind === 'sentinel' ? { sentinels: [...hosts], name: name ?? '', ...(tls ? { sentinelTLS: {} } : {}) } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    ...(database === 0 ? {} : { db: database }),
  };
}

function manners(
  temper: RedisTemper,
): Pick<
  RedisOptions,
  'connectTimeout' | 'retryStrategy' | 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'
> {
  const connecting = { connectTimeout: CONNECT_MS, retryStrategy: pauseOf };
  // Waiting in a queue would only hide from the eager that Redis is away.
  return temper === 'eager'
    ? { ...connecting, enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: ANSWER_MS }
    : { ...connecting, enableOfflineQueue: true, maxRetriesPerRequest: null };
}

/** From 0.2 s to 2 s between attempts. */
function pauseOf(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt, 5), 2000);
}
