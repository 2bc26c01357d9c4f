import { EventEmitter } from 'node:events';
import { Socket as TcpSocket } from 'node:net';

import type { Socket as Connection } from 'engine.io';

import { EventDecoder } from './event-decoder.js';
import type { RealtimeServer, RealtimeSocket } from './realtime-socket.js';

/**
 * The one place that reads what Socket.IO, Engine.IO and ws do not make public. A test opens real connections and fails when a new
 * version of either has moved any of it.
 */

/** The connections that are open. */
export function connectionsOf(engine: RealtimeServer['engine']): readonly Connection[] {
  const clients: unknown = Reflect.get(engine, 'clients');
  if (typeof clients !== 'object' || clients === null)
    throw new Error('Engine.IO no longer keeps its sockets in clients');
  return Object.values(clients as Record<string, Connection>);
}

/** How long a client may take to answer that its WebSocket is closed, before it is cut off. ws has half a minute by default. */
export function limitClosing(engine: RealtimeServer['engine'], timeoutMs: number): void {
  const webSockets: unknown = Reflect.get(engine, 'ws');
  const options: unknown = webSockets instanceof EventEmitter ? Reflect.get(webSockets, 'options') : undefined;
  if (typeof options !== 'object' || options === null || !('closeTimeout' in options)) {
    throw new Error('ws no longer keeps its closeTimeout in its options');
  }
  options.closeTimeout = timeoutMs;
}

/** The packets that wait in the connection until its transport can write again. */
export function writeQueue(connection: Connection): readonly { readonly data?: unknown }[] {
  const internals: object = connection;
  const queue: unknown = 'writeBuffer' in internals ? internals.writeBuffer : undefined;
  if (!Array.isArray(queue)) throw new Error('Engine.IO no longer keeps its queue in writeBuffer');
  return queue as { data?: unknown }[];
}

/** How many bytes wait in the connection's queue, roughly: text counts a byte a character. */
export function queuedBytes(connection: Connection): number {
  let bytes = 0;
  for (const { data } of writeQueue(connection)) {
    if (typeof data === 'string' || Buffer.isBuffer(data)) bytes += data.length;
  }
  return bytes;
}

interface WebSocketInternals {
  readonly readyState: number;
  readonly _socket: TcpSocket | null;
  readonly _sender: { readonly _state: number; readonly _queue: readonly unknown[] };
  close(code: number, reason: string): void;
  readonly _extensions: Readonly<Record<string, { readonly params: Readonly<Record<string, unknown>> } | undefined>>;
}

const OPEN = 1;
const SENDER_IDLE = 0;

/** The TCP socket under a WebSocket connection; undefined for any other transport. */
export function tcpSocketOf(connection: Connection): TcpSocket | undefined {
  return webSocketOf(connection)?._socket ?? undefined;
}

/**
 * The TCP socket of a connection that owes nothing to anyone: a whole WebSocket frame may be written to it now, and comes
 * after everything that was sent before. Undefined when the frame must take the connection's own way.
 */
export function idleTcpSocketOf(connection: Connection): TcpSocket | undefined {
  const { readyState, transport, upgrading } = connection;
  if (readyState !== 'open' || upgrading || !transport.writable || writeQueue(connection).length > 0) return undefined;
  const ws = webSocketOf(connection);
  if (ws === undefined || ws._socket === null || ws.readyState !== OPEN) return undefined;
  return ws._sender._state === SENDER_IDLE && ws._sender._queue.length === 0 ? ws._socket : undefined;
}

/** Whether the client has negotiated compression. */
export function inflates(connection: Connection): boolean {
  return webSocketOf(connection)?._extensions['permessage-deflate'] !== undefined;
}

/** Whether the client can inflate a frame that was deflated on its own, with the largest window. */
export function inflatesSharedFrames(connection: Connection): boolean {
  const params = webSocketOf(connection)?._extensions['permessage-deflate']?.params;
  return params?.['server_no_context_takeover'] === true && params['server_max_window_bits'] === undefined;
}

/** The decoder of the connection that the socket is on. */
export function eventDecoderOf({ client }: RealtimeSocket): EventDecoder {
  const decoder: unknown = Reflect.get(client, 'decoder');
  if (decoder instanceof EventDecoder) return decoder;
  throw new Error('Socket.IO no longer keeps the decoder of a connection in its client');
}

/**
 * Closes the connection and drops what waits in its queue. The client of a WebSocket is told the code and the reason, if it
 * still reads what was sent before.
 */
export function closeFor(connection: Connection, code: number, reason: string): void {
  webSocketOf(connection)?.close(code, reason);
  connection.close(true);
}

function webSocketOf({ transport }: Connection): WebSocketInternals | undefined {
  if (transport.name !== 'websocket') return undefined;
  return Reflect.get(transport, 'socket') as WebSocketInternals;
}
