import type { StreamEvent, StreamKey } from '../../streams/stream.js';
import type { RedisClient } from './redis-client.js';

/** What the channels of streams begin with; the key of the stream follows. */
export const STREAM_CHANNEL = 'depth:stream:';

/** Publishes committed events on the channel of their stream. What one turn commits to a stream travels as one message. */
export class RedisStreamPublisher {
  private readonly outgoing = new Map<StreamKey, StreamEvent[]>();

  /** `origin` is put before each message, so that its sender knows it again. */
  constructor(
    private readonly redis: RedisClient,
    private readonly origin: string,
  ) {}

  publish(event: StreamEvent): void {
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
      void this.redis.publish(STREAM_CHANNEL + stream, `${this.origin} ${JSON.stringify(events)}`);
    }
    this.outgoing.clear();
  }
}
