import type { SocketSummary } from '../../../../src/admin/admin.protocol.js';

/** One connection of a client, with its socket in each namespace. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly userId: string;
  readonly role: string;
  readonly nodeId: string;
  readonly ip: string;
  readonly transport: string;
  readonly connectedAt: string;
  readonly sockets: readonly SocketSummary[];
}

/** The sockets by the connection that they share, in the order in which the first of each came. */
export function groupSockets(sockets: readonly SocketSummary[]): SessionSummary[] {
  const sessions = new Map<string, SocketSummary[]>();
  for (const socket of sockets) {
    // A session can be on two nodes for a moment, while its client moves.
    const key = `${socket.nodeId} ${socket.sessionId}`;
    const known = sessions.get(key);
    if (known === undefined) sessions.set(key, [socket]);
    else known.push(socket);
  }
  return [...sessions.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { sessionId, userId, role, nodeId, ip, transport, connectedAt } = first;
    return [{ sessionId, userId, role, nodeId, ip, transport, connectedAt, sockets: members }];
  });
}
