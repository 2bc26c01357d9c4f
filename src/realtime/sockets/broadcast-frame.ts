import { constants, deflateRawSync } from 'node:zlib';

const FIN_TEXT = 0x81;
/** Engine.IO's type of a message. */
const MESSAGE = '4'.charCodeAt(0);
/** Per-message deflate marks a compressed message with the first reserved bit (RFC 7692, 7.2.1). */
const RSV1 = 0x40;
/** What a sync flush ends with, and the sender leaves out (RFC 7692, 7.2.1). */
const FLUSH_TAIL_BYTES = 4;

/**
 * One event for any number of recipients: its text, and the WebSocket frames that carry it, each made once, when the
 * first recipient needs it.
 */
export class BroadcastFrame {
  private plainFrame: Buffer | undefined;
  private deflatedFrame: Buffer | undefined;
  /** Of the payload: Engine.IO's type and the packet. */
  readonly bytes: number;

  private constructor(
    /** What comes before the JSON: ASCII. */
    private readonly head: string,
    private readonly json: string,
    private readonly compression: { readonly thresholdBytes: number; readonly level: number },
  ) {
    this.bytes = 1 + head.length + Buffer.byteLength(json);
  }

  /** The Socket.IO packet of an event in a namespace. */
  static of(
    namespace: string,
    event: string,
    data: unknown,
    compression: { readonly thresholdBytes: number; readonly level: number },
  ): BroadcastFrame {
    const head = namespace === '/' ? '2' : `2${namespace},`;
    return new BroadcastFrame(head, JSON.stringify([event, data]), compression);
  }

  /** The Socket.IO packet that calls the callback with this id of a client in a namespace. */
  static ack(
    namespace: string,
    id: number,
    value: unknown,
    compression: { readonly thresholdBytes: number; readonly level: number },
  ): BroadcastFrame {
    const head = namespace === '/' ? `3${id}` : `3${namespace},${id}`;
    return new BroadcastFrame(head, JSON.stringify([value]), compression);
  }

  /** The Socket.IO packet, as an Engine.IO message without its type. */
  get packet(): string {
    return this.head + this.json;
  }

  /** Whether recipients that can inflate should get the compressed frame. */
  get worthDeflating(): boolean {
    return this.compression.level > 0 && this.bytes >= this.compression.thresholdBytes;
  }

  /** One buffer with head and payload, for a single write. */
  get plain(): Buffer {
    if (this.plainFrame === undefined) {
      const { buffer, start } = frame(FIN_TEXT, this.bytes);
      buffer[start] = MESSAGE;
      buffer.write(this.head, start + 1, 'latin1');
      // Not joined before: that would make the text a second time.
      buffer.write(this.json, start + 1 + this.head.length);
      this.plainFrame = buffer;
    }
    return this.plainFrame;
  }

  /** The same, compressed without context, so that everyone can share it. */
  get deflated(): Buffer {
    this.deflatedFrame ??= this.deflate();
    return this.deflatedFrame;
  }

  private deflate(): Buffer {
    const payload = this.plain.subarray(-this.bytes);
    const options = { level: this.compression.level, finishFlush: constants.Z_SYNC_FLUSH };
    const deflated = deflateRawSync(payload, options).subarray(0, -FLUSH_TAIL_BYTES);
    const { buffer, start } = frame(FIN_TEXT | RSV1, deflated.length);
    deflated.copy(buffer, start);
    return buffer;
  }
}

/** A server's frame, unmasked (RFC 6455, 5.2), with nothing but its head yet; the payload has its place after that. */
function frame(firstByte: number, length: number): { buffer: Buffer; start: number } {
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const buffer = Buffer.allocUnsafe(head + length);
  buffer[0] = firstByte;
  if (head === 2) buffer[1] = length;
  else if (head === 4) {
    buffer[1] = 126;
    buffer.writeUInt16BE(length, 2);
  } else {
    buffer[1] = 127;
    buffer.writeBigUInt64BE(BigInt(length), 2);
  }
  return { buffer, start: head };
}
