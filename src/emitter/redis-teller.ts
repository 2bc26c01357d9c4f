import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';

import { createRedisClient, reported, type RedisClient } from '../realtime/cluster/redis-client.js';
import { RedisHeartbeat } from '../realtime/cluster/redis-heartbeat.js';
import { RedisStreamPublisher } from '../realtime/cluster/redis-stream-publisher.js';
import type { StreamEvent } from '../streams/stream.js';

/** Carries events to the nodes through Redis, as a node does. Loaded only where a `redisUrl` is given. */
export class RedisTeller {
  private readonly redis: RedisClient;
  private readonly heartbeat: RedisHeartbeat;
  private readonly publisher: RedisStreamPublisher;

  constructor(url: string) {
    this.redis = reported(createRedisClient({ url }, 'eager'), 'publisher', new Logger('NotificationEmitter'));
    this.heartbeat = new RedisHeartbeat(this.redis);
    this.heartbeat.start();
    this.publisher = new RedisStreamPublisher(this.redis, randomUUID().slice(0, 8));
  }

  get available(): boolean {
    return this.heartbeat.available;
  }

  publish(event: StreamEvent): void {
    this.publisher.publish(event);
  }

  close(): void {
    this.heartbeat.stop();
    this.redis.disconnect();
  }
}
