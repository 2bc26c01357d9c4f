import { Injectable } from '@nestjs/common';

import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import type { RealtimeSocket } from '../realtime/sockets/realtime-socket.js';
import { NAMESPACES, type Namespace } from '../realtime/sockets/room.js';
import { SessionRegistry } from '../realtime/connections/session-registry.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import type { ListRooms, ListSockets, RoomSummary, SocketSummary } from './admin.protocol.js';
import { DEFAULT_LIMIT, pageOf } from './page.js';

/** How many rooms of a socket are named: a page has to stay far below what a connection may leave unread. */
const MAX_ROOMS = 20;

/** The sockets and rooms of this node: the page that was asked for, and one more if there is one. */
@Injectable()
export class LocalConnections {
  constructor(
    private readonly server: SocketServer,
    private readonly sessions: SessionRegistry,
    private readonly identity: NodeIdentity,
  ) {}

  sockets({ cursor, limit = DEFAULT_LIMIT, ...filter }: ListSockets): SocketSummary[] {
    const { items } = pageOf(this.socketsOf(filter), ageKey, cursor, limit + 1);
    return items.map((socket) => this.summaryOf(socket));
  }

  rooms({ namespace, cursor, limit = DEFAULT_LIMIT }: ListRooms): RoomSummary[] {
    return [...pageOf(this.roomsOf(namespace), roomKey, cursor, limit + 1).items];
  }

  private *socketsOf({ userId, namespace, room }: ListSockets): Iterable<RealtimeSocket> {
    for (const socket of this.sessions.all(userId)) {
      if (namespace !== undefined && socket.nsp.name !== namespace) continue;
      if (room === undefined || socket.rooms.has(room)) yield socket;
    }
  }

  private *roomsOf(only: Namespace | undefined): Iterable<RoomSummary> {
    if (!this.server.attached) return;
    for (const namespace of only === undefined ? NAMESPACES : [only]) {
      const { rooms, sids } = this.server.of(namespace).adapter;
      for (const [room, members] of rooms) {
        if (!sids.has(room)) yield { namespace, room, sockets: members.size };
      }
    }
  }

  private summaryOf(socket: RealtimeSocket): SocketSummary {
    const { id, userId, role, ip, connectedAt } = socket.data.session;
    const rooms = [...socket.rooms].filter((room) => room !== socket.id);
    return {
      nodeId: this.identity.id,
      socketId: socket.id,
      userId,
      role,
      namespace: socket.nsp.name as Namespace,
      sessionId: id,
      ip,
      transport: socket.conn.transport.name,
      connectedAt: new Date(connectedAt).toISOString(),
      rooms: rooms.slice(0, MAX_ROOMS),
      roomCount: rooms.length,
    };
  }
}

/** Orders sockets by age. Milliseconds since 1970 have thirteen digits until the year 2286. */
export function socketKey({ connectedAt, socketId }: SocketSummary): string {
  return `${Date.parse(connectedAt)} ${socketId}`;
}

/** Orders rooms by namespace and name. */
export function roomKey({ namespace, room }: RoomSummary): string {
  return `${namespace} ${room}`;
}

/** The same as {@link socketKey}, without making the summary. */
function ageKey({ id, data }: RealtimeSocket): string {
  return `${data.session.connectedAt} ${id}`;
}
