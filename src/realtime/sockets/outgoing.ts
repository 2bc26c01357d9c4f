import type { Socket as TcpSocket } from 'node:net';

import type { Socket as Connection } from 'engine.io';

import { idleTcpSocketOf } from './engine-internals.js';

/** A connection with the frames that are on their way to it. */
interface Gathering extends Connection {
  [GATHERED]?: Outgoing | undefined;
}

/** Up to so many bytes of frames are joined for one connection alone. */
const JOINED_BYTES = 16 * 1024;
const GATHERED = Symbol('the frames of this turn');

/**
 * The frames of one turn for one connection, in order. Whoever else writes to the connection lets them leave first.
 */
export class Outgoing {
  private readonly frames: Buffer[] = [];
  private joined: Buffer | undefined;
  private bytes = 0;

  /** The frames that the connection has been given in this turn, if any, and not written yet. */
  static of(connection: Connection): Outgoing | undefined {
    return (connection as Gathering)[GATHERED];
  }

  /** Undefined when the connection has something else to send, or holds too much already. */
  static begin(connection: Connection, limits: { readonly held: number; readonly turn: number }): Outgoing | undefined {
    const socket = idleTcpSocketOf(connection);
    if (socket === undefined) return undefined;
    const { writableLength, writableCorked } = socket;
    if (writableLength >= (writableCorked > 0 ? limits.turn : limits.held)) return undefined;
    return new Outgoing(connection, socket, limits.turn - writableLength);
  }

  private constructor(
    private readonly connection: Gathering,
    private readonly socket: TcpSocket,
    private readonly limitBytes: number,
  ) {
    connection[GATHERED] = this;
  }

  get full(): boolean {
    return this.bytes >= this.limitBytes;
  }

  add(frame: Buffer): void {
    this.frames.push(frame);
    this.bytes += frame.length;
  }

  /**
   * Writes the frames in one system call: in one piece, which is made once where neighbours were given the same ones, as the
   * members of a room are; many bytes that nobody else gets as they are.
   */
  leave(before?: Outgoing, after?: Outgoing): void {
    // It has left already.
    if (this.connection[GATHERED] !== this) return;
    this.connection[GATHERED] = undefined;
    const { socket, frames } = this;
    if (!socket.writable) return;
    if (frames.length > 1) this.joined = this.pieceOf(before) ?? this.pieceFor(after);
    if (this.joined !== undefined) {
      socket.write(this.joined);
      return;
    }
    if (frames.length > 1) socket.cork();
    for (const frame of frames) socket.write(frame);
    if (frames.length > 1) socket.uncork();
  }

  private pieceOf(other: Outgoing | undefined): Buffer | undefined {
    return other?.joined !== undefined && other.equals(this) ? other.joined : undefined;
  }

  /** Long frames that nobody else gets stay as they are: copying them would cost more than a list of them. */
  private pieceFor(after: Outgoing | undefined): Buffer | undefined {
    return this.bytes <= JOINED_BYTES || after?.equals(this) === true ? this.join() : undefined;
  }

  private equals({ frames }: Outgoing): boolean {
    return frames.length === this.frames.length && frames.every((frame, index) => frame === this.frames[index]);
  }

  private join(): Buffer {
    return Buffer.concat(this.frames, this.bytes);
  }
}
