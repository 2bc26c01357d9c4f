import type { IncomingMessage } from 'node:http';

/** What another namespace of the same connection is judged by. */
const KEPT_HEADERS = ['authorization', 'accept-language', 'x-forwarded-for', 'origin'];

/**
 * Drops the headers that nobody reads any more from the request that a connection came with: Socket.IO keeps it as long as
 * the connection, and a browser's are some kilobytes.
 */
export function pruneRequest(request: IncomingMessage): void {
  if (request.rawHeaders.length === 0) return;
  request.headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => KEPT_HEADERS.includes(name)));
  request.rawHeaders = [];
}
