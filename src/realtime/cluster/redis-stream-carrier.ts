import { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';

import type { StreamEvent, StreamKey } from '../../streams/stream.js';
import { LocalStreamCarrier, StreamCarrier, type CarrierListener } from '../../streams/stream-carrier.js';
import type { NodeIdentity } from './node-identity.js';
import { isRefusal, type RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisSubscriber } from './redis-subscriber.js';
import { RedisStreamPublisher, STREAM_CHANNEL } from './redis-stream-publisher.js';

/** The longest that a join waits for Redis; what is missed meanwhile is read from the log. */
const FOLLOW_TIMEOUT_MS = 500;
/** How many channels one command subscribes to, after another server has taken over. */
const CHANNELS_AT_ONCE = 1000;

/**
 * Carries stream events over Redis: one channel a stream, so that an event reaches only the nodes where someone listens.
 */
export class RedisStreamCarrier extends StreamCarrier {
  /** Two nodes that commit at once may be heard in either order. */
  override readonly patienceMs = 25;

  private readonly logger = new Logger(RedisStreamCarrier.name);
  private readonly followed = new Set<StreamKey>();
  private readonly outgoing: RedisStreamPublisher;
  private listener: CarrierListener | undefined;
  private refused = false;

  constructor(
    publisher: RedisClient,
    private readonly subscriber: RedisSubscriber,
    private readonly origin: string,
  ) {
    super();
    this.outgoing = new RedisStreamPublisher(publisher, origin);
  }

  override listen(listener: CarrierListener): void {
    this.listener = listener;
    this.subscriber.client.on('message', (channel: string, message: string) => this.receive(channel, message));
    this.subscriber.onRestored(() => {
      this.followAgain();
      listener.interrupted();
    });
  }

  override async follow(stream: StreamKey): Promise<void> {
    if (this.followed.has(stream)) return;
    this.followed.add(stream);
    const subscribing = this.subscribe([stream]);
    if (this.subscriber.client.status !== 'ready') return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FOLLOW_TIMEOUT_MS);
    });
    await Promise.race([subscribing, late]);
    clearTimeout(timer);
  }

  override unfollow(stream: StreamKey): void {
    if (!this.followed.delete(stream)) return;
    this.subscriber.client.unsubscribe(STREAM_CHANNEL + stream).catch((error: unknown) => {
      this.logger.debug(`could not unsubscribe from ${stream}: ${String(error)}`);
    });
  }

  override publish(event: StreamEvent): void {
    this.outgoing.publish(event);
  }

  /**
   * A server's channels are subscribed to again by its client, apart from those that it has refused. That of a cluster forgets what
   * came amid a change.
   */
  private followAgain(): void {
    if (!(this.subscriber.client instanceof Cluster) && !this.refused) return;
    this.refused = false;
    const streams = [...this.followed];
    for (let start = 0; start < streams.length; start += CHANNELS_AT_ONCE) {
      void this.subscribe(streams.slice(start, start + CHANNELS_AT_ONCE));
    }
  }

  private async subscribe(streams: readonly StreamKey[]): Promise<void> {
    try {
      await this.subscriber.client.subscribe(...streams.map((stream) => STREAM_CHANNEL + stream));
    } catch (error) {
      this.refused ||= isRefusal(error);
      this.logger.debug(`could not subscribe to ${streams.length} streams: ${String(error)}`);
    }
  }

  private receive(channel: string, message: string): void {
    if (!channel.startsWith(STREAM_CHANNEL) || message.startsWith(this.origin)) return;
    try {
      const events = JSON.parse(message.slice(message.indexOf(' ') + 1)) as StreamEvent[];
      for (const event of events) this.listener?.arrived(event);
    } catch (error) {
      this.logger.warn(`an unreadable message on ${channel}: ${String(error)}`);
      this.listener?.interrupted();
    }
  }
}

/** The carrier that the configuration asks for. */
export function streamCarrier({ publisher, streams }: RedisConnection, { id }: NodeIdentity): StreamCarrier {
  if (publisher === undefined || streams === undefined) return new LocalStreamCarrier();
  return new RedisStreamCarrier(publisher, streams, id);
}
