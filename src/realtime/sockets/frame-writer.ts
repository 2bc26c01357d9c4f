import type { IncomingMessage } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { Socket as Connection } from 'engine.io';

import { Config } from '../../config/config.js';
import { BroadcastFrame } from './broadcast-frame.js';
import { inflates, inflatesSharedFrames, tcpSocketOf } from './engine-internals.js';
import { Outgoing } from './outgoing.js';
import type { RealtimeServer, RealtimeSocket } from './realtime-socket.js';
import { TickWriter } from './tick-writer.js';

/** A TCP socket that holds more than this takes no frame directly: its connection's own queue sees the backpressure. */
const HIGH_WATER_BYTES = 64 * 1024;
/** What one turn may add to a TCP socket that held less than that: a commit may bring many long messages at once. */
const TURN_BYTES = 512 * 1024;
/** An answer up to this length is compressed at once: 37 µs for 2 KB of prose. */
const DEFLATED_HERE_BYTES = 16 * 1024;

/** Writes ready frames straight to the connections that have nothing else to send, each connection once a turn. */
@Injectable()
export class FrameWriter {
  private readonly writer = new TickWriter();
  private readonly compression: Config['compression'];
  private readonly limits: { readonly held: number; readonly turn: number };

  constructor(config: Config) {
    this.compression = config.compression;
    // A turn alone must not bring a connection to the limit at which it is closed.
    const turn = Math.max(HIGH_WATER_BYTES, Math.min(TURN_BYTES, config.outboundLimitBytes / 2));
    this.limits = { held: HIGH_WATER_BYTES, turn };
  }

  /** Also what Socket.IO itself sends leaves in one write a turn, and the answer to an upgrade with the first packet. */
  watch(server: RealtimeServer): void {
    // Of upgrades that are granted: a refusal is written and the socket destroyed, which would take what is held back.
    server.engine.on('headers', (_headers: unknown, request: IncomingMessage) => {
      if (request.headers.upgrade !== undefined) this.writer.cork(request.socket);
    });
    server.engine.on('flush', (connection: Connection) => {
      const socket = tcpSocketOf(connection);
      if (socket !== undefined) this.writer.cork(socket);
      Outgoing.of(connection)?.leave();
    });
  }

  /** The frame of one event, for {@link write}. */
  event(namespace: string, event: string, data: unknown): BroadcastFrame {
    return BroadcastFrame.of(namespace, event, data, this.compression);
  }

  /** False when the frame's packet must take the connection's own way, so that order and backpressure hold. */
  write(connection: Connection, frame: BroadcastFrame): boolean {
    const outgoing = Outgoing.of(connection) ?? this.begin(connection);
    if (outgoing === undefined || outgoing.full) return false;
    const deflated = frame.worthDeflating && inflates(connection);
    // Its own compressor has to do it, with the smaller window that it has asked for.
    if (deflated && !inflatesSharedFrames(connection)) return false;
    outgoing.add(deflated ? frame.deflated : frame.plain);
    return true;
  }

  /** Writes now what this turn has gathered: for whoever is about to close connections. */
  flush(): void {
    this.writer.flush();
  }

  private begin(connection: Connection): Outgoing | undefined {
    const outgoing = Outgoing.begin(connection, this.limits);
    if (outgoing !== undefined) this.writer.gather(outgoing);
    return outgoing;
  }

  /** Calls the client's callback, which it knows by the id, with one value. */
  acknowledge(socket: RealtimeSocket, id: number, value: unknown): void {
    const { conn: connection } = socket;
    // A command that outlives its socket has nobody to answer.
    if (!socket.connected) return;
    const frame = BroadcastFrame.ack(socket.nsp.name, id, value, this.compression);
    // A long frame for one is compressed by its connection, in a thread of its own; a short one takes less time than the way there.
    const elsewhere = frame.bytes > DEFLATED_HERE_BYTES && frame.worthDeflating && inflates(connection);
    if (elsewhere || !this.write(connection, frame)) connection.write(frame.packet);
  }
}
