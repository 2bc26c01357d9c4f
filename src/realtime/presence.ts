import { Injectable } from '@nestjs/common';

export type PresenceStatus = 'online' | 'away' | 'offline';

type Listener = (userId: string, status: PresenceStatus) => void;

/**
 * Which users are here: online with their first socket of any namespace, offline after their last. Knows this node alone.
 */
@Injectable()
export class Presence {
  private readonly sockets = new Map<string, Set<string>>();
  private readonly away = new Set<string>();
  private readonly listeners: Listener[] = [];

  /** Calls `listener` after each change of a user's status. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  status(userId: string): PresenceStatus {
    if (!this.sockets.has(userId)) return 'offline';
    return this.away.has(userId) ? 'away' : 'online';
  }

  /** Marks a user who is here as online or away. Ends with the user's last socket. */
  set(userId: string, status: 'online' | 'away'): void {
    const before = this.status(userId);
    if (status === 'away') this.away.add(userId);
    else this.away.delete(userId);
    this.announce(userId, before);
  }

  enter(userId: string, socketId: string): void {
    const before = this.status(userId);
    const sockets = this.sockets.get(userId);
    if (sockets === undefined) this.sockets.set(userId, new Set([socketId]));
    else sockets.add(socketId);
    this.announce(userId, before);
  }

  leave(userId: string, socketId: string): void {
    const before = this.status(userId);
    const sockets = this.sockets.get(userId);
    sockets?.delete(socketId);
    if (sockets?.size === 0) {
      this.sockets.delete(userId);
      this.away.delete(userId);
    }
    this.announce(userId, before);
  }

  private announce(userId: string, before: PresenceStatus): void {
    const status = this.status(userId);
    if (status !== before) for (const listener of this.listeners) listener(userId, status);
  }
}
