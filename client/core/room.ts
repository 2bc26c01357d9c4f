import type { JoinedRoom, RoomRevoked, Since } from '../../src/realtime/realtime.protocol.js';
import { pauseAfter } from './backoff.js';
import type { Unsubscribe } from './emitter.js';
import { inTime } from './in-time.js';
import type { Link } from './link.js';
import { RealtimeError } from './realtime-error.js';
import { Value } from './value.js';

/**
 * - `joining`: not in the room yet.
 * - `joined`: what happens is heard.
 * - `rejoining`: the connection was lost; what is missed comes when it is back.
 * - `revoked`: the user was put out; `error.message` says why.
 * - `refused`: the server does not let the user in.
 * - `left`: nobody here is interested any more.
 */
export type RoomStatus = 'joining' | 'joined' | 'rejoining' | 'revoked' | 'refused' | 'left';

export interface RoomState {
  readonly status: RoomStatus;
  /** Why it is refused or revoked; while it is being joined, what the server has against it for now. */
  readonly error?: RealtimeError;
}

/** What a kind of room adds: its commands, and what its events mean. */
export interface RoomSpec<Joined extends JoinedRoom> {
  /** As `room:revoked` names it. */
  readonly key: string;
  /** The events that carry a seq, and belong to this room when `concerns` says so. */
  readonly events: readonly string[];
  readonly concerns: (data: object) => boolean;
  /** Whether one seq may come as several events, as a record and the state that came of it. */
  readonly several: boolean;
  /** The command that joins; undefined while it cannot be made yet. */
  readonly joinCommand: (since: Since | undefined) => readonly [event: string, payload: object] | undefined;
  /** The command that leaves; undefined when the connection is to stay in the room for the sake of another. */
  readonly leaveCommand: () => readonly [event: string, payload: object] | undefined;
  /** In the room: for the first time, or without what came since the last time. */
  readonly entered: (joined: Joined, first: boolean) => void;
  /** In the room again, and nothing is missing once `joined.events` have been handled. */
  readonly caughtUp: (joined: Joined) => void;
  /** An event of the stream: each once, in order. */
  readonly handle: (event: string, data: object) => void;
}

/**
 * Follows one stream through any outage: joins, joins again with the last position after each loss of the connection,
 * and hands on every event once and in order.
 */
export class Room<Joined extends JoinedRoom = JoinedRoom> {
  readonly state = new Value<RoomState>({ status: 'joining' });
  private epoch: string | undefined;
  private last = 0;
  /** The events of the seq `last` that have come: one seq may be several events. Undefined: all of them. */
  private seen: Set<string> | undefined;
  /** Counts joins, so that the answer to an abandoned one is recognised. */
  private round = 0;
  private entered = false;
  /** Whether the application has seen the room as it once was. */
  private shown = false;
  /** Events that wait until the application has had its turn after the join. */
  private held: (() => void)[] | undefined;
  private readonly subscriptions: Unsubscribe[];

  constructor(
    readonly link: Link,
    private readonly spec: RoomSpec<Joined>,
  ) {
    const { events, concerns, key } = spec;
    this.subscriptions = [
      ...events.map((event) =>
        link.on<{ seq: number }>(event, (data) => {
          if (this.entered && concerns(data)) this.offer(event, data.seq, data);
        }),
      ),
      link.on<RoomRevoked>('room:revoked', ({ room, reason }) => {
        if (room === key) this.end('revoked', new RealtimeError('FORBIDDEN', reason, { event: 'room:revoked' }));
      }),
      link.changes.on('up', () => this.join()),
      link.changes.on('down', () => this.lose()),
      link.changes.on('refused', (error) => this.end('refused', error)),
    ];
    if (link.up) this.join();
    else link.use();
  }

  /** Joins, if it can: also again, after it was refused or put out. */
  join(): void {
    if (!this.link.up || this.status === 'left') return;
    this.lose();
    if (this.status !== 'rejoining') this.state.set({ status: 'joining' });
    this.ask(this.round, this.since, 0);
  }

  /** Resolves when the user is in the room; rejects when that is refused, or not done in time. */
  async ready(deadlineMs = Infinity): Promise<void> {
    const ends: Unsubscribe[] = [];
    const decided = new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const { status, error } = this.state.get();
        if (status === 'joined') resolve();
        else if (status !== 'joining' && status !== 'rejoining') reject(error ?? left());
        else if (this.link.hopeless !== undefined) reject(this.link.hopeless);
      };
      ends.push(this.state.subscribe(look), this.link.changes.on('givenUp', reject));
      look();
    });
    await inTime(decided, deadlineMs, () => this.link.tooLate()).finally(() => ends.forEach((end) => end()));
  }

  /** Leaves for good. Resolves when the server knows, or there is nothing that it should know. */
  async leave(): Promise<void> {
    if (this.status === 'left') return;
    // Also when it is being joined: the server takes the one after the other.
    const command = this.link.up && this.status !== 'refused' ? this.spec.leaveCommand() : undefined;
    this.round += 1;
    this.state.set({ status: 'left' });
    for (const end of this.subscriptions) end();
    // A loss of the connection has the same effect.
    if (command) await this.link.attempt(...command).catch(() => undefined);
  }

  private get status(): RoomStatus {
    return this.state.get().status;
  }

  /** What to ask for: the last event again, if some of what it is told in may be missing. */
  private get since(): Since | undefined {
    if (this.epoch === undefined) return undefined;
    return { epoch: this.epoch, seq: this.seen === undefined ? this.last : this.last - 1 };
  }

  private lose(): void {
    this.round += 1;
    this.entered = false;
    const { status, error } = this.state.get();
    if (status === 'joined') this.state.set({ status: 'rejoining' });
    // What stood in the way of the join is over with the connection.
    else if (error !== undefined && (status === 'joining' || status === 'rejoining')) this.state.set({ status });
  }

  private end(status: 'revoked' | 'refused', error: RealtimeError): void {
    this.lose();
    this.state.set({ status, error });
  }

  private ask(round: number, since: Since | undefined, failures: number): void {
    const command = this.spec.joinCommand(since);
    if (command === undefined) return;
    // Not as a promise: the first event after the answer may arrive before a promise would go on.
    this.link.send(...command, (error, data) => {
      if (round !== this.round) return;
      if (error === undefined) this.take(round, data as Joined, since !== undefined);
      else if (!error.retryable) this.end('refused', error);
      else if (error.code !== 'DISCONNECTED') {
        this.state.set({ status: this.status, error });
        const pause = pauseAfter(error, failures, { minMs: 300, maxMs: 5000 });
        setTimeout(() => {
          if (round === this.round) this.ask(round, since, failures + 1);
        }, pause);
      }
    });
  }

  private take(round: number, joined: Joined, again: boolean): void {
    if (again && !joined.recovered) {
      // Too much was missed to be told. This answer has no snapshot: ask for one.
      this.epoch = undefined;
      this.ask(round, undefined, 0);
      return;
    }
    const first = this.epoch === undefined;
    this.entered = true;
    if (first) {
      this.last = joined.seq;
      this.seen = undefined;
      this.epoch = joined.epoch;
      this.held ??= [];
      // Whoever waited for the join can attach handlers before the first event comes.
      setTimeout(() => this.release());
      this.spec.entered(joined, !this.shown);
      this.shown = true;
    } else {
      for (const { event, seq, data } of joined.events) {
        this.offer(event, seq, data);
        // Something is missing even there.
        if (round !== this.round) return;
      }
      this.hand(() => this.spec.caughtUp(joined));
    }
    this.state.set({ status: 'joined' });
  }

  private offer(event: string, seq: number, data: object): void {
    if (seq === this.last && this.seen?.has(event) === false) this.seen.add(event);
    else if (seq === this.last + 1) {
      this.last = seq;
      this.seen = this.spec.several ? new Set([event]) : undefined;
    } else {
      // What has come before comes no more; what is ahead of its time shows that something is missing.
      if (seq > this.last) this.join();
      return;
    }
    this.hand(() => this.spec.handle(event, data));
  }

  private hand(act: () => void): void {
    if (this.held === undefined) act();
    else this.held.push(act);
  }

  private release(): void {
    const { held } = this;
    this.held = undefined;
    for (const act of held ?? []) act();
  }
}

function left(): RealtimeError {
  return new RealtimeError('LEFT', 'the room was left');
}
