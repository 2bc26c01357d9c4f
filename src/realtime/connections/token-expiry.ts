import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Broadcaster } from '../delivery/broadcaster.js';
import type { SessionExpiring } from '../realtime.protocol.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import type { Namespace } from '../sockets/room.js';
import { SessionRegistry } from './session-registry.js';

/** How long before the end of its token a socket is warned. */
const WARNING_MS = 60_000;
/** How much later than that, and than its end, a socket may be told. One look at all costs less than a timer for each. */
const INTERVAL_MS = 500;

/** Warns sockets whose token is about to expire, and ends those whose token has. */
@Injectable()
export class TokenExpiry implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly broadcaster: Broadcaster,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = Date.now();
    for (const socket of this.sessions.all()) this.judge(socket, now);
  }

  private judge(socket: RealtimeSocket, now: number): void {
    const { session } = socket.data;
    const { expiresAt, warned } = session;
    if (expiresAt === undefined || expiresAt - now > WARNING_MS) return;
    if (!warned) {
      session.warned = true;
      this.broadcaster.toSocket(socket.nsp.name as Namespace, socket.id, 'session:expiring', {
        expiresAt: new Date(expiresAt).toISOString(),
      } satisfies SessionExpiring);
    }
    if (expiresAt <= now) this.sessions.end(socket, 'AUTH_EXPIRED');
  }
}
