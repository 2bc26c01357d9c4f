import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import type { StreamEvent, StreamKey, StreamPosition } from './stream.js';
import { StreamAudience, type StreamMember } from './stream-audience.js';
import { StreamCarrier } from './stream-carrier.js';
import { StreamFeed } from './stream-feed.js';
import { StreamLog, type Recovery } from './stream-log.js';

/** How often the relay compares its feeds with the log. */
const CHECK_INTERVAL_MS = 2000;
const READ_LIMIT = 500;

/** A member that has its snapshot, but not yet the events that follow it. */
export interface Joined extends Recovery {
  /** Starts the events after `seq`. Call it once the answer to the join was sent. */
  open(): void;
  /** Ends the join instead, because it was not answered. */
  cancel(): void;
}

/**
 * Brings the events of the log to the members on this node: each stream in `seq` order, each event once.
 *
 * It trusts no messenger: an event may be offered early, late, twice or never. What does not arrive is read from the log,
 * at once when a gap shows, and at the latest with the next periodic comparison.
 */
@Injectable()
export class StreamRelay implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(StreamRelay.name);
  private readonly feeds = new Map<StreamKey, StreamFeed>();
  private readonly memberships = new Map<string, Set<StreamKey>>();
  private readonly catchingUp = new Map<StreamFeed, Promise<void>>();
  private readonly patience = new Map<StreamFeed, NodeJS.Timeout>();
  private timer: NodeJS.Timeout | undefined;
  private checking = false;

  constructor(
    private readonly log: StreamLog,
    private readonly audience: StreamAudience,
    private readonly carrier: StreamCarrier,
  ) {}

  onModuleInit(): void {
    this.log.onCommitted((event) => {
      this.offer(event);
      this.carrier.publish(event);
    });
    this.log.onBetweenParts(() => this.audience.flush());
    this.log.onDoubt((stream) => this.doubt(stream));
    this.carrier.listen({ arrived: (event) => this.offer(event), interrupted: () => void this.check() });
    this.timer = setInterval(() => void this.check(), CHECK_INTERVAL_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const timer of this.patience.values()) clearTimeout(timer);
  }

  /** How many streams have members on this node. */
  get size(): number {
    return this.feeds.size;
  }

  /** Takes an event from any source. Streams without members here ignore it. */
  offer(event: StreamEvent): void {
    const feed = this.feeds.get(event.stream);
    if (feed === undefined) return;
    feed.offer(event);
    if (feed.behind) this.waitForMissing(event.stream, feed);
  }

  /**
   * Makes the member part of the stream. A second join of the same member replaces the first one: without `since` it goes
   * on where the first one stood, and when it fails the first one stands. What `open` and `cancel` of a join that was
   * replaced, or ended by `leave`, would do is void.
   */
  async join(stream: StreamKey, member: StreamMember, since: StreamPosition | undefined): Promise<Joined> {
    const feed = this.feedOf(stream);
    const joiner = feed.hold(member);
    this.remember(member.id, stream);
    const open = (): void => {
      feed.open(joiner);
      if (feed.behind) void this.catchUp(stream, feed);
    };
    const cancel = (): void => {
      if (!feed.holds(joiner)) return;
      if (joiner.before === undefined) return this.leave(stream, member.id);
      feed.cancel(joiner);
      if (feed.behind) void this.catchUp(stream, feed);
    };
    try {
      await this.carrier.follow(stream);
      let recovery = await this.log.recover(stream, since);
      // Two joins may read at once, and the younger answer come first: the older one then has a gap before the feed.
      if (!feed.start(recovery)) recovery = await this.log.recover(stream, since);
      let { seq } = recovery;
      if (joiner.before !== undefined && since === undefined) {
        if (feed.cursor < seq) await this.catchUp(stream, feed);
        seq = Math.max(joiner.before.served, Math.min(seq, feed.cursor));
        feed.replay(joiner, seq);
      }
      feed.snapshot(joiner, seq);
      return { ...recovery, seq, open, cancel };
    } catch (error) {
      cancel();
      throw error;
    }
  }

  /** Ends a membership. Does nothing when there is none. */
  leave(stream: StreamKey, memberId: string): void {
    const feed = this.feeds.get(stream);
    feed?.remove(memberId);
    if (feed?.empty === true) {
      this.feeds.delete(stream);
      this.carrier.unfollow(stream);
    }
    const streams = this.memberships.get(memberId);
    streams?.delete(stream);
    if (streams?.size === 0) this.memberships.delete(memberId);
  }

  /** Ends every membership of the member, because it has gone. */
  drop(memberId: string): void {
    for (const stream of this.memberships.get(memberId) ?? []) this.leave(stream, memberId);
  }

  /** The streams that the member has joined, or is joining. */
  streamsOf(memberId: string): Iterable<StreamKey> {
    return this.memberships.get(memberId) ?? [];
  }

  /** Whether the member has joined, or is joining, the stream. */
  has(stream: StreamKey, memberId: string): boolean {
    return this.memberships.get(memberId)?.has(stream) ?? false;
  }

  /** A write without an answer may have been made: its events are looked for, now and with every comparison. */
  private doubt(stream: StreamKey): void {
    const feed = this.feeds.get(stream);
    if (feed !== undefined) void this.catchUp(stream, feed);
  }

  private feedOf(stream: StreamKey): StreamFeed {
    let feed = this.feeds.get(stream);
    if (feed === undefined) {
      feed = new StreamFeed(this.audience);
      this.feeds.set(stream, feed);
    }
    return feed;
  }

  private remember(memberId: string, stream: StreamKey): void {
    const streams = this.memberships.get(memberId);
    if (streams === undefined) this.memberships.set(memberId, new Set([stream]));
    else streams.add(stream);
  }

  /** Lets what is missing arrive by itself, where it may be on its way, before the log is asked for it. */
  private waitForMissing(stream: StreamKey, feed: StreamFeed): void {
    if (this.patience.has(feed)) return;
    const { patienceMs } = this.carrier;
    if (patienceMs === 0) {
      void this.catchUp(stream, feed);
      return;
    }
    const timer = setTimeout(() => {
      this.patience.delete(feed);
      if (feed.behind) void this.catchUp(stream, feed);
    }, patienceMs);
    this.patience.set(feed, timer);
  }

  /** Reads what the feed lacks. One read a stream at a time. A failure is left to the next comparison. */
  private catchUp(stream: StreamKey, feed: StreamFeed): Promise<void> {
    const running = this.catchingUp.get(feed);
    if (running !== undefined) return running;
    const run = this.readOn(stream, feed)
      .catch((error: unknown) => this.logger.warn(`could not read on in ${stream}: ${String(error)}`))
      .finally(() => this.catchingUp.delete(feed));
    this.catchingUp.set(feed, run);
    return run;
  }

  private async readOn(stream: StreamKey, feed: StreamFeed): Promise<void> {
    for (;;) {
      const from = feed.cursor;
      const events = await this.log.readAfter(stream, from, READ_LIMIT);
      for (const event of events) feed.offer(event);
      const more = feed.behind || events.length === READ_LIMIT;
      if (feed.cursor === from || !more) return;
    }
  }

  /** Compares every feed with the log: the net under whatever was lost on the way. */
  private async check(): Promise<void> {
    if (this.checking || this.feeds.size === 0) return;
    this.checking = true;
    try {
      for (const [stream, position] of await this.log.positions([...this.feeds.keys()])) {
        const feed = this.feeds.get(stream);
        if (feed?.started !== true) continue;
        feed.start(position);
        if (position.seq > feed.cursor) await this.catchUp(stream, feed);
      }
    } catch (error) {
      this.logger.debug(`could not compare with the log: ${String(error)}`);
    } finally {
      this.checking = false;
    }
  }
}
