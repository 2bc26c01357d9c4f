import { Injectable } from '@nestjs/common';

import { ControlBus } from './control-bus.js';
import { Roster, type RosterCause } from './roster.js';

export type PresenceStatus = 'online' | 'away' | 'offline';

type Listener = (userId: string, status: PresenceStatus, cause: RosterCause) => void;

const PREFIX = 'user:';
const SET = 'presence:set';

/**
 * Which users are here, on any node: online with their first socket of any namespace, offline after their last, or when
 * the node that had it is presumed dead.
 */
@Injectable()
export class Presence {
  /** How many sockets each user has here. */
  private readonly sockets = new Map<string, number>();
  private readonly away = new Set<string>();
  /** Whom any node has. */
  private readonly everywhere = new Set<string>();
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly roster: Roster,
    private readonly bus: ControlBus,
  ) {
    roster.onChange((key, value, cause) => {
      if (key.startsWith(PREFIX)) this.announce(key.slice(PREFIX.length), statusOf(value), cause);
    });
    bus.on(SET, (data) => this.setHere(data as { userId: string; status: 'online' | 'away' }));
  }

  /** Calls `listener` after each change of a user's status, on every node. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  status(userId: string): PresenceStatus {
    return statusOf(this.roster.get(PREFIX + userId));
  }

  /** How many users are online or away, each once, on however many nodes. */
  get count(): number {
    return this.everywhere.size;
  }

  /** Marks a user who is here as online or away, with all sockets. Ends with the user's last socket. */
  set(userId: string, status: 'online' | 'away'): void {
    this.bus.publish(SET, { userId, status });
  }

  /** The users with at least one socket on this node. */
  usersHere(): Iterable<string> {
    return this.sockets.keys();
  }

  /** Called once for each socket of the user. */
  enter(userId: string): void {
    this.sockets.set(userId, (this.sockets.get(userId) ?? 0) + 1);
    this.tell(userId);
  }

  /** Called once for each socket that has entered. */
  leave(userId: string): void {
    const left = (this.sockets.get(userId) ?? 0) - 1;
    if (left > 0) {
      this.sockets.set(userId, left);
    } else {
      this.sockets.delete(userId);
      this.away.delete(userId);
    }
    this.tell(userId);
  }

  private setHere({ userId, status }: { userId: string; status: 'online' | 'away' }): void {
    if (!this.sockets.has(userId)) return;
    if (status === 'away') this.away.add(userId);
    else this.away.delete(userId);
    this.tell(userId);
  }

  private tell(userId: string): void {
    const here = this.away.has(userId) ? 'away' : 'online';
    this.roster.set(PREFIX + userId, this.sockets.has(userId) ? here : undefined);
  }

  private announce(userId: string, status: PresenceStatus, cause: RosterCause): void {
    if (status === 'offline') this.everywhere.delete(userId);
    else this.everywhere.add(userId);
    for (const listener of this.listeners) listener(userId, status, cause);
  }
}

function statusOf(value: string | undefined): PresenceStatus {
  return value === 'online' || value === 'away' ? value : 'offline';
}
