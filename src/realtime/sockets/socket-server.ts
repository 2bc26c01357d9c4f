import { Injectable } from '@nestjs/common';
import type { Namespace as SocketNamespace } from 'socket.io';

import type { AnyEvents, RealtimeServer, RealtimeSocket, SocketData } from './realtime-socket.js';
import type { Namespace } from './room.js';

type RealtimeNamespace = SocketNamespace<AnyEvents, AnyEvents, AnyEvents, SocketData>;

/** The one Socket.IO server of this process, once the adapter has made it. */
@Injectable()
export class SocketServer {
  private server: RealtimeServer | undefined;
  private readonly namespaces = new Map<Namespace, RealtimeNamespace>();

  attach(server: RealtimeServer): void {
    this.server = server;
  }

  /** @throws Error before the application listens. */
  get io(): RealtimeServer {
    if (this.server === undefined) throw new Error('the Socket.IO server does not exist yet');
    return this.server;
  }

  get attached(): boolean {
    return this.server !== undefined;
  }

  of(namespace: Namespace): RealtimeNamespace {
    let found = this.namespaces.get(namespace);
    if (found === undefined) {
      found = this.io.of(namespace);
      this.namespaces.set(namespace, found);
    }
    return found;
  }

  /** A socket of this node, or undefined when it has gone. */
  socket(namespace: Namespace, socketId: string): RealtimeSocket | undefined {
    return this.of(namespace).sockets.get(socketId);
  }
}
