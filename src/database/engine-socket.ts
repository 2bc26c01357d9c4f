import { Duplex } from 'node:stream';

import { joined } from './wire-protocol.js';

/** What a socket is connected to. */
export interface EngineLine {
  /** Calls `socket.begin` when the session can start. */
  attach(socket: EngineSocket): void;
  /** Takes the memory over. */
  send(socket: EngineSocket, bytes: Uint8Array<ArrayBuffer>): void;
  detach(socket: EngineSocket): void;
}

/** A session on the embedded database, as the `net.Socket` that the `pg` driver expects to talk to. */
export class EngineSocket extends Duplex {
  constructor(private readonly line: EngineLine) {
    super();
  }

  /** Whatever address the driver has in mind, there is one database. */
  connect(): this {
    this.line.attach(this);
    return this;
  }

  /** The session has begun. */
  begin(): void {
    this.emit('connect');
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.line.send(this, joined([bytes]));
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.line.send(this, joined(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: (error?: Error) => void): void {
    // The driver waits for the other side to hang up.
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.line.detach(this);
    done(error);
  }
}
