import { Injectable } from '@nestjs/common';

import { NAMESPACES, type Namespace } from '../realtime/room.js';
import type { RealtimeSocket } from '../realtime/realtime-socket.js';
import { SessionRegistry } from '../realtime/session-registry.js';
import { SocketServer } from '../realtime/socket-server.js';
import type { ListRooms, ListSockets, RoomPage, RoomSummary, SocketPage, SocketSummary } from './admin.protocol.js';
import { DEFAULT_LIMIT, pageOf } from './page.js';

/** The sockets and rooms of this node. */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly server: SocketServer,
    private readonly sessions: SessionRegistry,
  ) {}

  /** Never with a token or a header. */
  sockets({ userId, namespace, cursor, limit = DEFAULT_LIMIT }: ListSockets): SocketPage {
    const { items, nextCursor } = pageOf(this.socketsOf(userId, namespace), ageKey, cursor, limit);
    return { sockets: items.map(summaryOf), nextCursor };
  }

  /** Without the rooms that each socket has for itself. */
  rooms({ namespace, cursor, limit = DEFAULT_LIMIT }: ListRooms): RoomPage {
    const { items, nextCursor } = pageOf(
      this.roomsOf(namespace),
      (summary) => `${summary.namespace} ${summary.room}`,
      cursor,
      limit,
    );
    return { rooms: items, nextCursor };
  }

  private *socketsOf(userId: string | undefined, namespace: Namespace | undefined): Iterable<RealtimeSocket> {
    for (const socket of this.sessions.all(userId)) {
      if (namespace === undefined || socket.nsp.name === namespace) yield socket;
    }
  }

  private *roomsOf(only: Namespace | undefined): Iterable<RoomSummary> {
    for (const namespace of only === undefined ? NAMESPACES : [only]) {
      const { rooms, sids } = this.server.of(namespace).adapter;
      for (const [room, members] of rooms) {
        if (!sids.has(room)) yield { namespace, room, sockets: members.size };
      }
    }
  }
}

/** Orders by age. Milliseconds since 1970 have thirteen digits until the year 2286. */
function ageKey({ id, data }: RealtimeSocket): string {
  return `${data.session.connectedAt.getTime()} ${id}`;
}

function summaryOf(socket: RealtimeSocket): SocketSummary {
  const { id, userId, role, ip, connectedAt } = socket.data.session;
  return {
    socketId: socket.id,
    userId,
    role,
    namespace: socket.nsp.name as Namespace,
    sessionId: id,
    ip,
    transport: socket.conn.transport.name,
    connectedAt: connectedAt.toISOString(),
    rooms: [...socket.rooms].filter((room) => room !== socket.id),
  };
}
