import { Injectable } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { Metrics } from '../../telemetry/metrics.js';
import { Batches } from '../delivery/batches.js';
import { Presence } from '../cluster/presence.js';
import type { SessionReady } from '../realtime.protocol.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import { BATCH_ROOM, userRoom } from '../sockets/room.js';
import { StreamRooms } from '../delivery/stream-rooms.js';

/** What happens to every socket when it has connected and when it has gone, in whichever namespace. */
@Injectable()
export class SocketLifecycle {
  /** One listener for all sockets: there may be very many. */
  private readonly listener: (this: RealtimeSocket, reason: string) => void;

  constructor(
    private readonly presence: Presence,
    private readonly batches: Batches,
    private readonly rooms: StreamRooms,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {
    const disconnected = this.disconnected.bind(this);
    this.listener = function (reason): void {
      disconnected(this, reason);
    };
  }

  connected(socket: RealtimeSocket): void {
    const { session } = socket.data;
    void socket.join(userRoom(session.userId));
    if (session.batch) {
      void socket.join(BATCH_ROOM);
      this.batches.add(socket);
    }
    this.metrics.connectionOpened(socket.nsp.name);
    this.presence.enter(session.userId);
    socket.on('disconnect', this.listener);
    if (socket.nsp.name === '/') this.greet(socket);
  }

  private disconnected(socket: RealtimeSocket, reason: string): void {
    const { userId } = socket.data.session;
    this.rooms.drop(socket.id);
    this.batches.remove(socket.id);
    this.metrics.connectionClosed(socket.nsp.name);
    this.presence.leave(userId);
    socket.data.tellGateway?.(reason);
  }

  private greet(socket: RealtimeSocket): void {
    const { session } = socket.data;
    socket.emit('session:ready', {
      userId: session.userId,
      role: session.role,
      sessionId: session.id,
      serverTime: new Date().toISOString(),
      expiresAt: session.expiresAt === undefined ? null : new Date(session.expiresAt).toISOString(),
      limits: {
        maxPayloadBytes: this.config.maxPayloadBytes,
        events: this.config.rateLimit.events,
        windowMs: this.config.rateLimit.windowMs,
      },
    } satisfies SessionReady);
  }
}
