import type { Socket } from 'socket.io-client';

interface Pausable {
  pause(): void;
  resume(): void;
}

/** Makes a client on a WebSocket read nothing more from its connection, which stays open, until the result is called. */
export function freeze(socket: Socket): () => void {
  const ws = webSocketOf(socket);
  ws.pause();
  return () => ws.resume();
}

/** The WebSocket, which socket.io-client does not make public. Its TCP socket alone would be resumed by it. */
function webSocketOf(socket: Socket): Pausable {
  const ws: unknown = Reflect.get(socket.io.engine.transport, 'ws');
  if (!isPausable(ws)) throw new Error('the connection of the client is not where it was');
  return ws;
}

function isPausable(value: unknown): value is Pausable {
  return typeof value === 'object' && value !== null && 'pause' in value && 'resume' in value;
}
