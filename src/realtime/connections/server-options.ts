import type { IncomingMessage } from 'node:http';

import type { ServerOptions } from 'socket.io';

import type { Config } from '../../config/config.js';
import { packetParser } from '../sockets/packet-parser.js';

/** How long a connection may stay without having joined a namespace. */
const CONNECT_TIMEOUT_MS = 5000;
/** Beyond this many times the payload limit nothing is read at all: the transport closes. */
const HARD_LIMIT_FACTOR = 4;

/** The options of the one Socket.IO server, from the configuration. */
export function serverOptions(config: Config): Partial<ServerOptions> {
  return {
    path: '/socket.io',
    serveClient: false,
    cors: { origin: [...config.clientOrigins], credentials: true },
    allowRequest: (request, decide) => {
      const allowed = originAllowed(request, config.clientOrigins);
      decide(allowed ? null : 'this origin is not in CLIENT_URL', allowed);
    },
    pingInterval: config.heartbeat.intervalMs,
    pingTimeout: config.heartbeat.timeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHttpBufferSize: config.maxPayloadBytes * HARD_LIMIT_FACTOR,
    parser: packetParser(config.maxPayloadBytes),
    ...compression(config),
  };
}

/** Level 0 switches compression off. */
function compression({ compression: { thresholdBytes, level } }: Config): Partial<ServerOptions> {
  if (level === 0) return { perMessageDeflate: false, httpCompression: false };
  return {
    perMessageDeflate: {
      threshold: thresholdBytes,
      zlibDeflateOptions: { level },
      // Without it the threshold has no effect, and each connection keeps a compressor of its own.
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
    },
    httpCompression: { threshold: thresholdBytes },
  };
}

/** Whether a browser of that origin may connect. Requests without an Origin come from no page and may. */
export function originAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  return host !== undefined && (origin === `https://${host}` || origin === `http://${host}`);
}
