import { Injectable } from '@nestjs/common';

import { queuedBytes } from '../realtime/sockets/engine-internals.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { NAMESPACES, type Namespace } from '../realtime/sockets/room.js';
import { SessionRegistry } from '../realtime/connections/session-registry.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import { StreamRelay } from '../streams/stream-relay.js';
import { Lifecycle } from '../telemetry/lifecycle.js';
import type { ConnectionCounts, OwnReport } from './admin.protocol.js';
import { applicationVersion } from './application-version.js';
import { DependencyWatch } from './dependency-watch.js';
import { NodeMeter } from './node-meter.js';

/** What this node tells of itself. */
@Injectable()
export class NodeReporter {
  private readonly version = applicationVersion();
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

  constructor(
    private readonly server: SocketServer,
    private readonly sessions: SessionRegistry,
    private readonly relay: StreamRelay,
    private readonly meter: NodeMeter,
    private readonly lifecycle: Lifecycle,
    private readonly identity: NodeIdentity,
    private readonly dependencies: DependencyWatch,
  ) {}

  report(): OwnReport {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      nodeId: this.identity.id,
      pid: process.pid,
      version: this.version,
      startedAt: this.startedAt,
      draining: this.lifecycle.draining,
      health: this.dependencies.states(),
      uptimeSeconds: Math.floor(process.uptime()),
      connections: this.connections(),
      ...this.census(),
      rooms: this.rooms(),
      streams: this.relay.size,
      commands: this.meter.commands,
      rateLimited: this.meter.rateLimited,
      eventLoopDelayMs: this.meter.eventLoopDelayMs,
      memory: { rss, heapUsed },
    };
  }

  private connections(): ConnectionCounts {
    const counts = NAMESPACES.map((name) => [name, this.server.of(name).sockets.size] as const);
    return {
      total: counts.reduce((sum, [, count]) => sum + count, 0),
      byNamespace: Object.fromEntries(counts) as Record<Namespace, number>,
    };
  }

  private rooms(): number {
    return NAMESPACES.reduce((sum, name) => {
      const { rooms, sids } = this.server.of(name).adapter;
      // Every socket is in a room of its own id, which is none of anybody's.
      return sum + rooms.size - sids.size;
    }, 0);
  }

  private census(): { users: number; outboundBytes: number } {
    const users = new Set<string>();
    const connections = new Set<Parameters<typeof queuedBytes>[0]>();
    for (const socket of this.sessions.all()) {
      users.add(socket.data.session.userId);
      connections.add(socket.conn);
    }
    let outboundBytes = 0;
    for (const connection of connections) outboundBytes += queuedBytes(connection);
    return { users: users.size, outboundBytes };
  }
}
