import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';

import { GroupCommit, type CommitObserver } from './group-commit.js';
import type { StreamAppender } from './stream-appender.js';
import { StreamStore } from './stream-store.js';
import type { Appended, DecidedStreamEvent, NewStreamEvent, StreamEvent, StreamKey, StreamPosition } from './stream.js';

/** What was missed since a position, or the news that it can no longer be told. */
export interface Recovery extends StreamPosition {
  /** True when `events` is all that happened after the given position. */
  readonly recovered: boolean;
  readonly events: readonly StreamEvent[];
}

/** One write of the log. */
export interface Flush {
  readonly events: number;
  readonly seconds: number;
}

/** The most events that a recovery returns; whoever missed more reloads. */
export const RECOVERY_CAP = 1000;

/**
 * The most bytes of their data, as JSON. A client that was cut because it left 1 MiB unread has missed that, and up to
 * some 5 MB that were lost in the buffers of the kernel: it must be able to catch up. Beyond, reloading is cheaper for both.
 */
export const RECOVERY_BYTES = 8 * 1024 * 1024;

/**
 * The log of all streams: durable, gapless, idempotent.
 *
 * An append resolves once it is committed; the listeners of `onCommitted` have been called by then. An append that
 * rejects with `UNAVAILABLE` may still have been committed: a repeat with the same client id finds out.
 */
@Injectable()
export class StreamLog implements StreamAppender, CommitObserver, BeforeApplicationShutdown {
  private readonly logger = new Logger(StreamLog.name);
  private readonly commits: GroupCommit;
  private readonly commitListeners: ((event: StreamEvent) => void)[] = [];
  private readonly doubtListeners: ((stream: StreamKey) => void)[] = [];
  private readonly betweenPartsListeners: (() => void)[] = [];
  private readonly flushListeners: ((flush: Flush) => void)[] = [];

  constructor(private readonly store: StreamStore) {
    this.commits = new GroupCommit(store, this);
  }

  /**
   * Appends an event. Its place among the events given to this process is fixed when this returns, before the promise
   * settles. A used `clientId` resolves to the first event with `repeated: true`.
   */
  append(event: NewStreamEvent | DecidedStreamEvent): Promise<Appended> {
    return this.commits.append(event);
  }

  /** Where the stream stands; settles the epoch of a stream that has no events yet. */
  position(stream: StreamKey): Promise<StreamPosition> {
    return this.store.position(stream);
  }

  /** Where the given streams stand; those that do not exist are left out. */
  positions(streams: readonly StreamKey[]): Promise<Map<StreamKey, StreamPosition>> {
    return this.store.heads(streams);
  }

  /** At most `limit` events after `seq`, in order. */
  readAfter(stream: StreamKey, seq: number, limit: number): Promise<StreamEvent[]> {
    return this.store.readAfter(stream, seq, limit);
  }

  /**
   * All that was committed after `since`, up to now. Without `since`, with one of another epoch or of the future, and
   * when more than {@link RECOVERY_CAP} events or {@link RECOVERY_BYTES} are missing, `recovered` is false and `events` is
   * empty: never a part.
   */
  async recover(stream: StreamKey, since: StreamPosition | undefined): Promise<Recovery> {
    const { epoch, seq } = await this.store.position(stream);
    if (since?.epoch !== epoch || since.seq > seq || seq - since.seq > RECOVERY_CAP) {
      return { epoch, seq, recovered: false, events: [] };
    }
    const missed = seq - since.seq;
    const events = missed === 0 ? [] : await this.store.readWithin(stream, since.seq, missed, RECOVERY_BYTES);
    // They weigh too much, or the log was reset between the two reads.
    if (events.length !== missed || (events[0]?.epoch ?? epoch) !== epoch)
      return { epoch, seq, recovered: false, events: [] };
    return { epoch, seq, recovered: true, events };
  }

  /** Calls `listener` with each new event, in the order of its stream. */
  onCommitted(listener: (event: StreamEvent) => void): void {
    this.commitListeners.push(listener);
  }

  /** Calls `listener` between two parts of a large write: what the first one caused can leave before the next begins. */
  onBetweenParts(listener: () => void): void {
    this.betweenPartsListeners.push(listener);
  }

  /** Calls `listener` with each stream of which it is unknown whether the last write reached it. */
  onDoubt(listener: (stream: StreamKey) => void): void {
    this.doubtListeners.push(listener);
  }

  /** Calls `listener` after each write. */
  onFlush(listener: (flush: Flush) => void): void {
    this.flushListeners.push(listener);
  }

  committed(appended: readonly Appended[]): void {
    for (const { event, repeated } of appended) if (!repeated) this.tell(this.commitListeners, event);
  }

  betweenParts(): void {
    this.tell(this.betweenPartsListeners, undefined);
  }

  written(events: number, seconds: number): void {
    this.tell(this.flushListeners, { events, seconds });
  }

  doubtful(streams: ReadonlySet<StreamKey>): void {
    for (const stream of streams) this.tell(this.doubtListeners, stream);
  }

  /** Everything that was accepted is written before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.commits.idle();
  }

  /** A listener that throws must keep neither the others nor the appends from their answers. */
  private tell<T>(listeners: readonly ((news: T) => void)[], news: T): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.logger.error(`a listener of the log failed: ${String(error)}`);
      }
    }
  }
}
