import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';

import { renew, type RedisClient } from './redis-client.js';
import type { RedisHeartbeat } from './redis-heartbeat.js';

/** How often the subscription is tried. */
const BEAT_MS = 1000;
/** After which a connection that hears nothing, while Redis takes what is published, is made anew. */
const SILENCE_MS = 3000;
const CHANNEL = 'depth:beat:';

/**
 * A connection for subscriptions that is known to hear: what is published for it every second must come back over it.
 * Nothing else would tell that it is subscribed to a server from which another one has taken over, or that its peer
 * has gone without a word: a subscriber has nothing to send, and could wait for ever.
 */
export class RedisSubscriber {
  private readonly logger = new Logger(RedisSubscriber.name);
  private readonly channel = CHANNEL + randomUUID();
  private readonly listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private heardAt = 0;
  private lost = false;

  constructor(
    readonly client: RedisClient,
    private readonly publisher: RedisClient,
    private readonly heartbeat: RedisHeartbeat,
  ) {
    client.on('message', (channel: string) => {
      if (channel === this.channel) this.heard();
    });
    client.on('ready', () => {
      this.heardAt = performance.now();
      this.restored();
    });
    // The subscription of a cluster moves to another of its nodes without a word.
    if (client instanceof Cluster) client.on('-node', () => this.restored());
  }

  /** Whether what was published for it has come back lately. */
  get hears(): boolean {
    return this.client.status === 'ready' && !this.lost && performance.now() - this.heardAt < SILENCE_MS;
  }

  /** Calls `listener` whenever it hears again, or may do so: what was published in between is lost. */
  onRestored(listener: () => void): void {
    this.listeners.push(listener);
  }

  start(): void {
    this.heardAt = performance.now();
    this.subscribe();
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.client.disconnect();
  }

  private beat(): void {
    const now = performance.now();
    // Whoever cannot speak cannot tell whether it hears.
    if (!this.heartbeat.available) this.heardAt = now;
    else void this.publisher.publish(this.channel, '');
    if (now - this.heardAt < SILENCE_MS) return;
    this.heardAt = now;
    // Redis itself may forbid it: then it is so for as long as it does.
    if (!this.lost) this.logger.warn('what is published to Redis is not heard; trying again');
    this.lost = true;
    renew(this.client);
    this.subscribe();
  }

  private heard(): void {
    this.heardAt = performance.now();
    if (!this.lost) return;
    this.lost = false;
    this.restored();
  }

  /** Waits for the connection when there is none. When it fails nothing is heard, and it is tried again. */
  private subscribe(): void {
    this.client.subscribe(this.channel).catch(() => undefined);
  }

  private restored(): void {
    for (const listener of this.listeners) listener();
  }
}
