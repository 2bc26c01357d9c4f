import type { OwnStatus, PresenceState, PresenceStates, SetPresence } from '../src/general/general.protocol.js';
import type { Connection } from './core/connection.js';
import type { Unsubscribe } from './core/emitter.js';
import type { Link } from './core/link.js';
import { Value, type Readable } from './core/value.js';

/** The server follows at most so many users for one connection. */
export const MAX_WATCHED = 200;

/** Users who are being watched. */
export interface PresenceWatch {
  /** What is known of each; a user of whom nothing is known yet is missing. */
  readonly state: Readable<ReadonlyMap<string, PresenceState>>;
  /** Ends the watch. */
  readonly stop: Unsubscribe;
}

/** Who is here. */
export class PresenceClient {
  private readonly states = new Value<ReadonlyMap<string, PresenceState>>(new Map());
  private readonly watchers = new Map<string, number>();
  private readonly link: Link;
  private own: OwnStatus = 'online';
  private round = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection) {
    this.link = connection.link('/');
    this.link.on<PresenceState>('presence:update', (state) => this.take([state]));
    this.link.changes.on('up', () => {
      this.subscribe();
      if (this.own === 'away') void this.set('away').catch(() => undefined);
    });
    this.link.changes.on('down', () => clearTimeout(this.timer));
  }

  /** Everyone who is watched by anything in this client. */
  get state(): Readable<ReadonlyMap<string, PresenceState>> {
    return this.states;
  }

  /**
   * Watches users, through any outage, until `stop`.
   * @throws RangeError when more than 200 users would be watched at once.
   */
  watch(userIds: readonly string[]): PresenceWatch {
    const ids = [...new Set(userIds)];
    if (new Set([...this.watchers.keys(), ...ids]).size > MAX_WATCHED) {
      throw new RangeError(`at most ${MAX_WATCHED} users can be watched at once`);
    }
    for (const id of ids) this.watchers.set(id, (this.watchers.get(id) ?? 0) + 1);
    this.changed();
    let stopped = false;
    return {
      state: this.states,
      stop: () => {
        if (stopped) return;
        stopped = true;
        for (const id of ids) this.unwatch(id);
        this.changed();
      },
    };
  }

  /** Says that the user is here, or away: for all of their devices. Said again after each reconnection. */
  set(status: OwnStatus): Promise<SetPresence> {
    this.own = status;
    return this.link.command<SetPresence>('presence:set', { status });
  }

  private unwatch(id: string): void {
    const left = (this.watchers.get(id) ?? 0) - 1;
    if (left > 0) {
      this.watchers.set(id, left);
      return;
    }
    this.watchers.delete(id);
    const states = new Map(this.states.get());
    states.delete(id);
    this.states.set(states);
  }

  /** What is watched is told once for all changes of this moment. */
  private changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.subscribe());
  }

  private subscribe(): void {
    const round = ++this.round;
    const wanted = (): boolean => round === this.round && this.watchers.size > 0;
    this.link.insist(
      'presence:subscribe',
      () => (wanted() ? { userIds: [...this.watchers.keys()] } : undefined),
      (data) => wanted() && this.take((data as PresenceStates).states),
    );
  }

  private take(changes: readonly PresenceState[]): void {
    const states = new Map(this.states.get());
    for (const change of changes) if (this.watchers.has(change.userId)) states.set(change.userId, change);
    this.states.set(states);
  }
}
