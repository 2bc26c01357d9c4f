import { pauseAfter } from './backoff.js';
import type { Unsubscribe } from './emitter.js';
import type { OutboxEntry } from './outbox-storage.js';
import type { RealtimeError } from './realtime-error.js';
import type { Room } from './room.js';

/** The part of a room that a lane works with. */
export type LaneRoom = Pick<Room, 'state' | 'link' | 'join'>;

/** The rooms into which lanes send. */
export interface LaneRooms {
  acquire(room: string): LaneRoom;
  release(room: string): void;
}

/** What a lane tells of its entries. */
export interface LaneReports {
  readonly sending: (id: string) => void;
  readonly waiting: (id: string) => void;
  readonly done: (id: string, data: unknown) => void;
  readonly failed: (id: string, error: RealtimeError) => void;
  /** Nothing waits any more; the lane is over. */
  readonly empty: () => void;
}

/** How often a room that we are in may say that we are not, before we believe it. */
const MAX_NOT_JOINED = 3;
/** These tell of the server's moment, not of the message: they do not use up its time. */
const PATIENT = new Set(['DISCONNECTED', 'RATE_LIMITED', 'SHUTTING_DOWN', 'NOT_JOINED']);

/**
 * The writes to one room. One is on its way at a time: if it must be repeated, nothing has overtaken it. While something
 * waits, the lane stays in the room, whether or not anyone else does.
 */
export class Lane {
  private readonly entries: OutboxEntry[] = [];
  private readonly room: LaneRoom;
  private readonly unsubscribe: Unsubscribe;
  private sending: OutboxEntry | undefined;
  private failures = 0;
  private notJoined = 0;
  private failingSince: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly rooms: LaneRooms,
    private readonly name: string,
    private readonly deadlineMs: number,
    private readonly reports: LaneReports,
  ) {
    this.room = rooms.acquire(name);
    this.unsubscribe = this.room.state.subscribe(() => this.go());
  }

  push(entry: OutboxEntry): void {
    this.entries.push(entry);
    this.go();
  }

  remove(id: string): void {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index < 0) return;
    this.entries.splice(index, 1);
    if (this.sending?.id === id) this.sending = undefined;
    this.go();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    this.unsubscribe();
    this.rooms.release(this.name);
  }

  private go(): void {
    // A loop: thousands may fail at once.
    while (!this.closed && this.sending === undefined && this.timer === undefined) {
      const [entry] = this.entries;
      if (entry === undefined) {
        this.close();
        this.reports.empty();
        return;
      }
      const { status, error } = this.room.state.get();
      if (status === 'joined') {
        this.send(entry);
        return;
      }
      if (error === undefined) {
        this.failingSince = undefined;
        return;
      }
      if (status !== 'refused' && status !== 'revoked' && this.mayRepeat(entry, error)) return;
      this.fail(entry, error);
    }
  }

  private send(entry: OutboxEntry): void {
    this.sending = entry;
    this.reports.sending(entry.id);
    this.room.link.send(entry.event, { ...entry.payload }, (error, data) => {
      if (this.closed || this.sending !== entry) return;
      this.sending = undefined;
      if (error === undefined) {
        this.entries.shift();
        this.reset();
        this.reports.done(entry.id, data);
        this.go();
      } else if (this.mayRepeat(entry, error)) this.again(entry, error);
      else {
        this.fail(entry, error);
        this.go();
      }
    });
  }

  /** Whether the entry is to be sent again. */
  private mayRepeat({ createdAt }: OutboxEntry, error: RealtimeError): boolean {
    if (error.code === 'NOT_JOINED') return ++this.notJoined <= MAX_NOT_JOINED;
    if (!error.retryable) return false;
    if (PATIENT.has(error.code)) return true;
    this.failingSince ??= Date.now();
    return Date.now() - Math.max(this.failingSince, createdAt) < this.deadlineMs;
  }

  private again(entry: OutboxEntry, error: RealtimeError): void {
    this.reports.waiting(entry.id);
    // The next join goes on.
    if (error.code === 'DISCONNECTED') return;
    if (error.code === 'NOT_JOINED') {
      this.room.join();
      return;
    }
    const pause = pauseAfter(error, this.failures++, { minMs: 300, maxMs: 5000 });
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.go();
    }, pause);
  }

  private fail(entry: OutboxEntry, error: RealtimeError): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.notJoined = 0;
    // What has waited as long behind it does not begin anew.
    if (!error.retryable) this.reset();
    this.reports.failed(entry.id, error);
  }

  private reset(): void {
    this.failures = 0;
    this.notJoined = 0;
    this.failingSince = undefined;
  }
}
