import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Presence } from '../realtime/cluster/presence.js';
import { presenceRoom } from '../realtime/sockets/room.js';
import type { RosterCause } from '../realtime/cluster/roster.js';
import type {
  PresenceState,
  PresenceStates,
  PresenceStatus,
  SetPresence,
  SubscribePresence,
} from './general.protocol.js';
import { LastSeen } from './last-seen.js';
import { PresenceWatch } from './presence-watch.js';

/**
 * Who is here, to whoever wants to know. A change is told as it happens: a reload of a page is an `offline` and an
 * `online`, and a client that finds this restless waits a moment before it shows the first.
 */
@Injectable()
export class PresenceService implements OnModuleInit {
  constructor(
    private readonly presence: Presence,
    private readonly lastSeen: LastSeen,
    private readonly watch: PresenceWatch,
    private readonly broadcaster: Broadcaster,
  ) {}

  onModuleInit(): void {
    this.presence.onChange((userId, status, cause) => this.changed(userId, status, cause));
  }

  /** The states now, and every change after them. */
  async subscribe(caller: Caller, { userIds }: SubscribePresence): Promise<PresenceStates> {
    const seen = await this.lastSeen.of(userIds);
    const states = userIds.map((userId) => this.stateOf(userId, seen.get(userId)));
    caller.afterAnswer((ok) => {
      if (!ok) return;
      this.watch.replace(caller.socketId, userIds);
      this.correct(caller.socketId, states);
    });
    return { states };
  }

  /** For all sockets of the user, until the last of them has gone. */
  set(caller: Caller, { status }: SetPresence): SetPresence {
    this.presence.set(caller.userId, status);
    return { status };
  }

  /** Tells the changes that fell between the look and the answer. */
  private correct(socketId: string, told: readonly PresenceState[]): void {
    for (const { userId, status } of told) {
      if (this.presence.status(userId) === status) continue;
      this.broadcaster.toSocket('/', socketId, 'presence:update', this.stateOf(userId, new Date()));
    }
  }

  /** Each node tells its own subscribers. When a user left is noted by the node that they left, or by all when it died. */
  private changed(userId: string, status: PresenceStatus, cause: RosterCause): void {
    const noted = status === 'offline' && cause !== 'elsewhere';
    const at = noted ? this.lastSeen.left(userId) : new Date();
    const update: PresenceState = { userId, status, lastSeenAt: at.toISOString() };
    this.broadcaster.ambientLocal('/', [presenceRoom(userId)], 'presence:update', update);
  }

  private stateOf(userId: string, seen: Date | undefined): PresenceState {
    const status = this.presence.status(userId);
    const at = status === 'offline' ? seen : new Date();
    return { userId, status, lastSeenAt: at?.toISOString() ?? null };
  }
}
