import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';

import type { StreamEvent, StreamKey } from '../../streams/stream.js';
import { LocalStreamCarrier, StreamCarrier, type CarrierListener } from '../../streams/stream-carrier.js';
import type { RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

const CHANNEL = 'depth:stream:';
/** The longest that a join waits for Redis; what is missed meanwhile is read from the log. */
const FOLLOW_TIMEOUT_MS = 500;

/**
 * Carries stream events over Redis: one channel a stream, so that an event reaches only the nodes where someone listens.
 * The events that one write commits to a stream travel as one message.
 */
export class RedisStreamCarrier extends StreamCarrier {
  /** Two nodes that commit at once may be heard in either order. */
  override readonly patienceMs = 25;

  private readonly logger = new Logger(RedisStreamCarrier.name);
  private readonly origin = randomUUID().slice(0, 8);
  private readonly followed = new Set<StreamKey>();
  private readonly outgoing = new Map<StreamKey, StreamEvent[]>();
  private listener: CarrierListener | undefined;

  constructor(
    private readonly publisher: RedisClient,
    private readonly subscriber: RedisClient,
  ) {
    super();
  }

  override listen(listener: CarrierListener): void {
    this.listener = listener;
    this.subscriber.on('message', (channel: string, message: string) => this.receive(channel, message));
    // The channels are subscribed to again by then; what was published in between is lost.
    this.subscriber.on('ready', () => listener.interrupted());
  }

  override async follow(stream: StreamKey): Promise<void> {
    if (this.followed.has(stream)) return;
    this.followed.add(stream);
    const subscribing = this.subscriber.subscribe(CHANNEL + stream).catch((error: unknown) => {
      this.logger.debug(`could not subscribe to ${stream}: ${String(error)}`);
    });
    if (this.subscriber.status !== 'ready') return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FOLLOW_TIMEOUT_MS);
    });
    await Promise.race([subscribing, late]);
    clearTimeout(timer);
  }

  override unfollow(stream: StreamKey): void {
    if (!this.followed.delete(stream)) return;
    this.subscriber.unsubscribe(CHANNEL + stream).catch((error: unknown) => {
      this.logger.debug(`could not unsubscribe from ${stream}: ${String(error)}`);
    });
  }

  override publish(event: StreamEvent): void {
    const waiting = this.outgoing.get(event.stream);
    if (waiting !== undefined) {
      waiting.push(event);
      return;
    }
    if (this.outgoing.size === 0) queueMicrotask(() => this.flush());
    this.outgoing.set(event.stream, [event]);
  }

  private flush(): void {
    for (const [stream, events] of this.outgoing) {
      void this.publisher.publish(CHANNEL + stream, `${this.origin} ${JSON.stringify(events)}`);
    }
    this.outgoing.clear();
  }

  private receive(channel: string, message: string): void {
    if (!channel.startsWith(CHANNEL) || message.startsWith(this.origin)) return;
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
export function streamCarrier({ publisher, streams }: RedisConnection): StreamCarrier {
  if (publisher === undefined || streams === undefined) return new LocalStreamCarrier();
  return new RedisStreamCarrier(publisher, streams);
}
