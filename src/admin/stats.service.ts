import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import { Presence } from '../realtime/cluster/presence.js';
import type { Caller } from '../realtime/commands/caller.js';
import { STATS_ROOM } from '../realtime/sockets/room.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import type { NodeReport, Stats } from './admin.protocol.js';
import { NodeReports } from './node-reports.js';
import { statsOf } from './stats.js';

const INTERVAL_MS = 1000;

/** The numbers, once or every second. Nothing is computed while nobody looks. */
@Injectable()
export class StatsService implements OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reports: NodeReports,
    private readonly server: SocketServer,
    private readonly broadcaster: Broadcaster,
    private readonly presence: Presence,
  ) {}

  onModuleDestroy(): void {
    this.stop();
  }

  now(): Stats {
    return statsOf(this.reports.all(), this.presence.count);
  }

  nodes(): NodeReport[] {
    return this.reports.all();
  }

  /** The numbers now, then every second until the caller's socket unsubscribes or goes. */
  subscribe(caller: Caller): Stats {
    caller.afterAnswer((ok) => {
      if (ok) this.follow(caller.socketId);
    });
    return this.now();
  }

  unsubscribe({ socketId }: Caller): void {
    void this.server.socket('/admin', socketId)?.leave(STATS_ROOM);
  }

  private follow(socketId: string): void {
    const socket = this.server.socket('/admin', socketId);
    if (socket === undefined) return;
    void socket.join(STATS_ROOM);
    this.timer ??= setInterval(() => this.tell(), INTERVAL_MS).unref();
  }

  private tell(): void {
    // Each node tells its own watchers: what is sent to a room would reach those of the others as well.
    const watchers = this.server.of('/admin').adapter.rooms.get(STATS_ROOM);
    if (watchers === undefined || watchers.size === 0) {
      this.stop();
      return;
    }
    const stats = this.now();
    for (const socketId of watchers) this.broadcaster.toSocket('/admin', socketId, 'admin:stats', stats);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
