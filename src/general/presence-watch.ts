import { Injectable } from '@nestjs/common';

import { presenceRoom, type Room } from '../realtime/sockets/room.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';

/** Which users each socket of `/` watches. Ends with the socket. */
@Injectable()
export class PresenceWatch {
  private readonly watched = new WeakMap<object, ReadonlySet<Room>>();

  constructor(private readonly server: SocketServer) {}

  /** Puts these users in the place of those that the socket has watched so far. */
  replace(socketId: string, userIds: readonly string[]): void {
    const socket = this.server.socket('/', socketId);
    if (socket === undefined) return;
    const rooms = new Set(userIds.map(presenceRoom));
    for (const room of this.watched.get(socket) ?? []) if (!rooms.has(room)) void socket.leave(room);
    void socket.join([...rooms]);
    this.watched.set(socket, rooms);
  }
}
