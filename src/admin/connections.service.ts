import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { ListRooms, ListSockets, RoomPage, RoomSummary, SocketPage, SocketSummary } from './admin.protocol.js';
import { LocalConnections, roomKey, socketKey } from './local-connections.js';
import { DEFAULT_LIMIT, pageOf } from './page.js';
import { PeerQuestions } from './peer-questions.js';

const SOCKETS = 'sockets';
const ROOMS = 'rooms';

/**
 * The sockets and rooms of all nodes. Each node tells one page of its own: whatever of it belongs on the page of all is
 * on that, and no node ever tells more.
 */
@Injectable()
export class ConnectionsService implements OnModuleInit {
  constructor(
    private readonly local: LocalConnections,
    private readonly peers: PeerQuestions,
  ) {}

  onModuleInit(): void {
    this.peers.on<ListSockets>(SOCKETS, (query) => this.local.sockets(query));
    this.peers.on<ListRooms>(ROOMS, (query) => this.local.rooms(query));
  }

  /** Never with a token or a header. */
  async sockets({ userId, namespace, room, cursor, limit = DEFAULT_LIMIT }: ListSockets): Promise<SocketPage> {
    const query: ListSockets = { userId, namespace, room, cursor, limit };
    const { answers, unreachable } = await this.peers.ask<ListSockets, SocketSummary[]>(SOCKETS, query);
    const { items, nextCursor } = pageOf(answers.flat(), socketKey, cursor, limit);
    return { sockets: items, nextCursor, unreachable };
  }

  /** Without the rooms that each socket has for itself. */
  async rooms({ namespace, cursor, limit = DEFAULT_LIMIT }: ListRooms): Promise<RoomPage> {
    const query: ListRooms = { namespace, cursor, limit };
    const { answers, unreachable } = await this.peers.ask<ListRooms, RoomSummary[]>(ROOMS, query);
    const { items, nextCursor } = pageOf(summed(answers.flat()), roomKey, cursor, limit);
    return { rooms: items, nextCursor, unreachable };
  }
}

/** A room that is on several nodes once, with the sockets of all. */
function summed(summaries: readonly RoomSummary[]): Iterable<RoomSummary> {
  const rooms = new Map<string, RoomSummary>();
  for (const summary of summaries) {
    const key = roomKey(summary);
    rooms.set(key, { ...summary, sockets: summary.sockets + (rooms.get(key)?.sockets ?? 0) });
  }
  return rooms.values();
}
