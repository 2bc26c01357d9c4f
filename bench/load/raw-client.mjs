import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers';
import { constants, inflateRawSync } from 'node:zlib';

/** How much of a frame is kept for looking at, once the set-up is over. The rest is skipped, wherever it ends. */
const PEEK_BYTES = 512;
const FLUSH_TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const WINDOW_BYTES = 32_768;
const OPCODE_TEXT = 1;
const OPCODE_PING = 9;

/** Every chunk is used up before the next one is read, so that all connections can share one buffer. */
const chunkBuffer = Buffer.allocUnsafe(256 * 1024);

/** What one turn of the event loop sends on a connection leaves in one system call. */
const corked = new Set();

/** A client's frame, masked with zeros: the protocol allows it, and it costs nothing. */
export function clientFrame(text, opcode = OPCODE_TEXT) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? 2 : 4;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = 0x80 | opcode;
  if (head === 2) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  payload.copy(frame, head + 4);
  return frame;
}

/**
 * A WebSocket client on raw TCP that costs less than the servers it measures: it walks the frames without copying,
 * inflating or parsing them. Only until `settled` is set are frames awaited whole, and inflated when need be.
 */
export class RawClient {
  /** Frames are looked at (`onFrame`) instead of read (`onText`). */
  settled = false;
  #skip = 0;
  #rest;
  #inflated = Buffer.alloc(0);
  #head = '';

  /**
   * `handlers.onText(text)` gets the messages of the set-up, `onFrame(data, start, length, deflated)` each later frame,
   * of which at least the first 512 bytes are in `data`, and `onClose(error)` the end.
   */
  constructor({ host = '127.0.0.1', localAddress, port, path, deflate = false }, handlers) {
    this.handlers = handlers;
    this.open = false;
    this.socket = connect({
      host,
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
      onread: {
        buffer: chunkBuffer,
        callback: (size, buffer) => {
          this.#read(buffer, size);
          return true;
        },
      },
    });
    this.socket.on('error', (error) => (this.error = error));
    this.socket.on('close', () => handlers.onClose?.(this.error));
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        // As browsers offer it.
        (deflate ? 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' : '') +
        '\r\n',
    );
  }

  send(text) {
    this.#write(clientFrame(text));
  }

  destroy() {
    this.handlers = {};
    corked.delete(this.socket);
    this.socket.destroy();
  }

  #write(frame) {
    if (!corked.has(this.socket)) {
      if (corked.size === 0) setImmediate(uncork);
      corked.add(this.socket);
      this.socket.cork();
    }
    this.socket.write(frame);
  }

  #read(buffer, size) {
    if (this.open) {
      this.#walk(buffer, 0, size);
      return;
    }
    this.#head += buffer.latin1Slice(0, size);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!this.#head.startsWith('HTTP/1.1 101')) {
      this.error = new Error(`no WebSocket: ${this.#head.slice(0, 200)}`);
      this.socket.destroy();
      return;
    }
    this.open = true;
    this.handlers.onOpen?.();
    const rest = Buffer.from(this.#head.slice(end + 4), 'latin1');
    if (rest.length > 0) this.#walk(rest, 0, rest.length);
  }

  #walk(chunk, from, size) {
    let data = chunk;
    let at = from;
    let end = size;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, end - at);
      this.#skip -= skipped;
      at += skipped;
    } else if (this.#rest !== undefined) {
      data = Buffer.concat([this.#rest, chunk.subarray(from, size)]);
      at = 0;
      end = data.length;
      this.#rest = undefined;
    }
    while (end - at >= 2) {
      let length = data[at + 1] & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (end - at < 4) break;
        length = data.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (end - at < 10) break;
        length = Number(data.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      const needed = this.settled && length > PEEK_BYTES ? PEEK_BYTES : length;
      if (end < start + needed) break;
      this.#frame(data, start, length, data[at]);
      at = start + length;
      if (at > end) {
        this.#skip = at - end;
        at = end;
      }
    }
    // A copy: the shared buffer is about to be written over.
    if (at < end) this.#rest = Buffer.from(data.subarray(at, end));
  }

  #frame(data, start, length, firstByte) {
    const opcode = firstByte & 0x0f;
    const deflated = (firstByte & 0x40) !== 0;
    if (opcode === OPCODE_PING) this.#write(clientFrame('', 10));
    else if (opcode !== OPCODE_TEXT) return;
    else if (this.settled) this.handlers.onFrame?.(data, start, length, deflated);
    else {
      const payload = data.subarray(start, start + length);
      this.handlers.onText?.((deflated ? this.#inflate(payload) : payload).toString());
    }
  }

  /** With or without context takeover: what came before is the dictionary of what comes now. */
  #inflate(payload) {
    const plain = inflateRawSync(Buffer.concat([payload, FLUSH_TAIL]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(this.#inflated.length > 0 ? { dictionary: this.#inflated } : {}),
    });
    this.#inflated = Buffer.concat([this.#inflated, plain]).subarray(-WINDOW_BYTES);
    return plain;
  }
}

function uncork() {
  for (const socket of corked) socket.uncork();
  corked.clear();
}
