import type { DefaultEventsMap, Server, Socket } from 'socket.io';

import type { Session } from './session.js';

/** What the kernel keeps with a socket. */
export interface SocketData {
  session: Session;
  /** Nest's own listener: it tells the gateway that the socket has disconnected, and why. */
  tellGateway?: (reason: string) => void;
}

/** Events as the kernel sees them: the features' own maps type them at the edges. */
export type AnyEvents = Record<string, (...args: unknown[]) => void>;

export type RealtimeSocket = Socket<AnyEvents, AnyEvents, DefaultEventsMap, SocketData>;
export type RealtimeServer = Server<AnyEvents, AnyEvents, DefaultEventsMap, SocketData>;
