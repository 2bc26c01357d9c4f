import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Socket as Connection } from 'engine.io';

import { Config } from '../../config/config.js';
import { Metrics } from '../../telemetry/metrics.js';
import {
  closeFor,
  connectionsOf,
  limitClosing,
  queuedBytes,
  tcpSocketOf,
  writeQueue,
} from '../sockets/engine-internals.js';
import type { RealtimeServer } from '../sockets/realtime-socket.js';

/** What the client is told, as the code and the reason with which its WebSocket is closed. */
const TOO_SLOW = { code: 4008, reason: 'too much was left unread' };
const CHECK_INTERVAL_MS = 1000;
/** What a TCP socket that is over the limit must have taken since the last check to be left alone. */
const PROGRESS_BYTES = 64 * 1024;
const PACKETS_BETWEEN_CHECKS = 64;
/** With more packets than this in its queue, or more bytes than this part of the limit, a connection does not keep up. */
const MAX_PACKETS = 64;
const MAX_PART = 0.5;
/** How long the client of a connection that we closed may take to take the rest and hang up. */
const HANG_UP_MS = 2000;

/**
 * Closes connections that do not read: both what waits in Engine.IO's queue and what waits in the TCP socket counts, the
 * answers to WebSocket pings included. It also sees to it that a closed connection is gone soon: a client that does not
 * answer the close would hold its memory for another half a minute.
 */
@Injectable()
export class OutboundLimit implements OnModuleDestroy {
  private readonly logger = new Logger(OutboundLimit.name);
  private readonly upgraded = new Set<Duplex>();
  /** What waited at the last check in each socket that held more than the limit. */
  private readonly lengths = new WeakMap<Duplex, number>();
  private timer: NodeJS.Timeout | undefined;
  private queuedBytes = 0;
  private readonly limitBytes: number;

  constructor(
    private readonly metrics: Metrics,
    config: Config,
  ) {
    this.limitBytes = config.outboundLimitBytes;
    metrics.observeOutbound(() => this.queuedBytes);
  }

  watch(server: RealtimeServer, http: HttpServer): void {
    const { upgraded } = this;
    // One listener for all: there may be very many sockets.
    function closed(this: Duplex): void {
      upgraded.delete(this);
    }
    http.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
      upgraded.add(socket);
      socket.on('close', closed);
    });
    // Not before: Engine.IO makes its WebSocket server anew then.
    http.once('listening', () => limitClosing(server.engine, HANG_UP_MS));
    this.timer = setInterval(() => this.check(connectionsOf(server.engine)), CHECK_INTERVAL_MS);
    this.timer.unref();
  }

  /** Whether low-urgency events still belong into the connection's queue: they are the first that it goes without. */
  keepsUp(connection: Connection): boolean {
    const { length } = writeQueue(connection);
    return length === 0 || (length <= MAX_PACKETS && queuedBytes(connection) <= this.limitBytes * MAX_PART);
  }

  /** Called after a packet was put into a connection's queue: in a busy room the next comparison would come too late. */
  queued(connection: Connection): void {
    if (writeQueue(connection).length % PACKETS_BETWEEN_CHECKS === 0) this.checkConnection(connection);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private check(connections: Iterable<Connection>): void {
    let total = 0;
    for (const socket of this.upgraded) {
      total += socket.writableLength;
      if (this.stalls(socket)) this.close('socket', () => socket.destroy());
    }
    for (const connection of connections) total += this.checkConnection(connection);
    this.queuedBytes = total;
  }

  /**
   * One answer may be larger than the limit, such as all that a client has missed. While its client takes it the queue
   * shrinks; that of a client which does not keep up with its rooms grows.
   */
  private stalls(socket: Duplex): boolean {
    const { writableLength } = socket;
    const before = this.lengths.get(socket) ?? 0;
    if (writableLength > this.limitBytes) this.lengths.set(socket, writableLength);
    else if (before > 0) this.lengths.delete(socket);
    return before > this.limitBytes && writableLength > Math.max(this.limitBytes, before - PROGRESS_BYTES);
  }

  private checkConnection(connection: Connection): number {
    const bytes = queuedBytes(connection);
    if (bytes <= this.limitBytes) return bytes;
    // Its client may still take what its socket holds, and is cut off soon.
    const socket = tcpSocketOf(connection);
    if (socket !== undefined) this.upgraded.delete(socket);
    this.close('connection', () => closeFor(connection, TOO_SLOW.code, TOO_SLOW.reason));
    return bytes;
  }

  private close(what: string, end: () => void): void {
    this.logger.warn(`a ${what} was closed: it left more than ${this.limitBytes} bytes unread`);
    this.metrics.connectionCut();
    end();
  }
}
