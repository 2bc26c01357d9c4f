import { CodedError } from '../errors/coded-error.js';
import { batchParts } from './batch-parts.js';
import { AppendsUnderWay, PendingAppend } from './pending-append.js';
import { retried } from './retried.js';
import type { Appended, DecidedStreamEvent, NewStreamEvent, StreamKey } from './stream.js';

/** What the group commit writes with. */
export interface BatchWriter {
  appendBatch(events: readonly NewStreamEvent[]): Promise<Appended[]>;
  appendDecided(event: DecidedStreamEvent): Promise<Appended>;
}

/** Hears of each write. */
export interface CommitObserver {
  /** These are durable. The promises of their events settle when this has returned. A large write is told in parts. */
  committed(appended: readonly Appended[]): void;
  /** Whoever waited for a part has gone on, as far as can be without waiting; the next part follows. */
  betweenParts?(): void;
  /** So many events were written, in so much time; the parts follow. */
  written?(events: number, seconds: number): void;
  /** Whether these streams were changed is unknown: the answer to the commit never came. */
  doubtful(streams: ReadonlySet<StreamKey>): void;
}

/**
 * How many events one batch holds at most. Several of a stream in one batch reach its sockets in one write, so a burst is
 * taken in large ones, for as long as the database writes those fast; it may be slow, or the events long.
 */
const BATCH = { least: 256, most: 4096 };
/** A full batch that takes less than this is followed by larger ones, one that takes longer than that by smaller ones. */
const FAST_MS = 100;
const SLOW_MS = 400;
const MAX_DECIDED_AT_ONCE = 4;
/** When a write needs longer than this to find out that the database is away, what waits behind it does not try anew. */
const PATIENCE_MS = 1000;

/**
 * Gathers appends and writes them together: while one batch commits, the next one fills. An idle log adds no delay
 * beyond the current turn of the event loop.
 *
 * Within a stream, events are written in the order in which they were given. One stream is never in two writes at once,
 * while events that need a decision are written alone, beside the batches.
 */
export class GroupCommit {
  private queue: PendingAppend[] = [];
  private readonly underWay = new AppendsUnderWay();
  private readonly busy = new Set<StreamKey>();
  private batchInFlight = false;
  private batchLimit = BATCH.least;
  private decidedInFlight = 0;
  private decidedQueued = 0;
  private scheduled = false;
  private idleWaiters: (() => void)[] = [];

  constructor(
    private readonly writer: BatchWriter,
    private readonly observer: CommitObserver,
  ) {}

  /**
   * Resolves when the event is durable. The place in the order is taken before this returns. One whose stream, actor and
   * client id are those of an event under way is that event, repeated.
   */
  append(event: NewStreamEvent | DecidedStreamEvent): Promise<Appended> {
    const first = this.underWay.find(event);
    if (first !== undefined) return first.promise.then((appended) => ({ ...appended, repeated: true }));
    const pending = new PendingAppend(event, this.underWay);
    this.queue.push(pending);
    if ('decide' in event) this.decidedQueued += 1;
    this.schedule();
    return pending.promise;
  }

  /** Resolves when nothing is queued or being written. */
  idle(): Promise<void> {
    if (this.queue.length === 0 && this.busy.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private schedule(): void {
    // What can only go with the next batch is looked at when this one is written.
    if (this.scheduled || (this.batchInFlight && this.decidedQueued === 0)) return;
    this.scheduled = true;
    // Not a microtask: whatever arrived in the same poll phase joins the batch.
    setImmediate(() => {
      this.scheduled = false;
      this.start();
    });
  }

  private start(): void {
    const batch: PendingAppend[] = [];
    let rest: PendingAppend[] = [];
    const held = new Set(this.busy);
    for (const [index, pending] of this.queue.entries()) {
      const { stream } = pending.event;
      const full = this.batchInFlight || batch.length >= this.batchLimit;
      if (full && this.decidedQueued === 0) {
        // Nothing further can start now, however much there is of it.
        rest = rest.concat(this.queue.slice(index));
        break;
      }
      if (held.has(stream)) {
        rest.push(pending);
      } else if ('decide' in pending.event) {
        // Also when it cannot start now, nothing of its stream may overtake it.
        held.add(stream);
        if (this.decidedInFlight < MAX_DECIDED_AT_ONCE && !batch.some((other) => other.event.stream === stream)) {
          this.runDecided(pending, pending.event);
        } else {
          rest.push(pending);
        }
      } else if (full) {
        held.add(stream);
        rest.push(pending);
      } else {
        batch.push(pending);
      }
    }
    this.queue = rest;
    if (batch.length > 0) this.runBatch(batch);
  }

  private runDecided(pending: PendingAppend, event: DecidedStreamEvent): void {
    this.decidedInFlight += 1;
    this.decidedQueued -= 1;
    this.run(
      [pending],
      async () => [await this.writer.appendDecided(event)],
      () => {
        this.decidedInFlight -= 1;
      },
    );
  }

  private runBatch(batch: PendingAppend[]): void {
    this.batchInFlight = true;
    const events = batch.map((pending) => pending.event as NewStreamEvent);
    this.run(
      batch,
      () => this.writer.appendBatch(events),
      (milliseconds) => {
        this.batchInFlight = false;
        if (events.length >= this.batchLimit) this.fitBatches(milliseconds);
      },
    );
  }

  private fitBatches(milliseconds: number): void {
    if (milliseconds < FAST_MS) this.batchLimit = Math.min(this.batchLimit * 2, BATCH.most);
    else if (milliseconds > SLOW_MS) this.batchLimit = Math.max(this.batchLimit / 2, BATCH.least);
  }

  private run(
    batch: readonly PendingAppend[],
    write: () => Promise<Appended[]>,
    release: (milliseconds: number) => void,
  ): void {
    const touched = new Set(batch.map((pending) => pending.event.stream));
    for (const stream of touched) this.busy.add(stream);
    const started = performance.now();
    let free = (): void => {
      for (const stream of touched) this.busy.delete(stream);
      release(performance.now() - started);
      free = () => undefined;
    };
    const written = (): void => {
      free();
      // The database has the next batch while everyone is told of this one.
      this.start();
    };
    void this.write(batch, write, written)
      .then((away) => {
        if (away !== undefined && performance.now() - started > PATIENCE_MS) this.refuseWaiting(away);
      })
      .finally(() => {
        free();
        if (this.queue.length > 0) this.schedule();
        else if (this.busy.size === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
      });
  }

  /** One after the other, they would each wait as long as the first did. */
  private refuseWaiting(away: CodedError): void {
    this.decidedQueued = 0;
    for (const pending of this.queue.splice(0)) pending.reject(away);
  }

  /** Settles every event of the batch. Resolves with the error when the database was away. */
  private async write(
    batch: readonly PendingAppend[],
    write: () => Promise<Appended[]>,
    written?: () => void,
  ): Promise<CodedError | undefined> {
    const started = performance.now();
    let appended: Appended[];
    try {
      appended = await retried(write);
    } catch (error) {
      return this.failed(batch, error);
    }
    const seconds = (performance.now() - started) / 1000;
    written?.();
    this.observer.written?.(appended.length, seconds);
    for (const [number, part] of batchParts(batch.map(({ event }) => event.stream)).entries()) {
      if (number > 0) await this.letWaitersGoOn();
      this.tell(part, batch, appended);
    }
    return undefined;
  }

  private tell(part: readonly number[], batch: readonly PendingAppend[], appended: readonly Appended[]): void {
    this.observer.committed(part.flatMap((place) => appended[place] ?? []));
    for (const place of part) {
      const result = appended[place];
      if (result === undefined) batch[place]?.reject(new Error('the log gave no place to an event'));
      else batch[place]?.resolve(result);
    }
  }

  /** In this turn of the event loop still: nothing new is read between two parts, so that answers come as the batch did. */
  private async letWaitersGoOn(): Promise<void> {
    await new Promise<void>((resolve) => process.nextTick(resolve));
    this.observer.betweenParts?.();
  }

  private async failed(batch: readonly PendingAppend[], error: unknown): Promise<CodedError | undefined> {
    const away = error instanceof CodedError && error.code === 'UNAVAILABLE' ? error : undefined;
    // One event that the database refuses must not fail the others.
    if (away === undefined && batch.length > 1) return this.writeOneByOne(batch);
    if (away !== undefined) this.observer.doubtful(new Set(batch.map((pending) => pending.event.stream)));
    for (const pending of batch) pending.reject(error);
    return away;
  }

  private async writeOneByOne(batch: readonly PendingAppend[]): Promise<CodedError | undefined> {
    let away: CodedError | undefined;
    for (const pending of batch) {
      // Waiting anew for each of the rest could take minutes.
      if (away !== undefined) pending.reject(away);
      else away = await this.write([pending], () => this.writer.appendBatch([pending.event as NewStreamEvent]));
    }
    return away;
  }
}
