import { constants, deflateRawSync } from 'node:zlib';

const FIN_TEXT = 0x81;
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
  private readonly payload: Buffer;

  constructor(
    /** The Socket.IO packet, as an Engine.IO message without its type. */
    readonly packet: string,
    private readonly compression: { readonly thresholdBytes: number; readonly level: number },
  ) {
    // '4' is Engine.IO's message.
    this.payload = Buffer.from(`4${packet}`);
  }

  /** The Socket.IO packet of an event in a namespace. */
  static of(
    namespace: string,
    event: string,
    data: unknown,
    compression: { readonly thresholdBytes: number; readonly level: number },
  ): BroadcastFrame {
    const prefix = namespace === '/' ? '2' : `2${namespace},`;
    return new BroadcastFrame(prefix + JSON.stringify([event, data]), compression);
  }

  /** The Socket.IO packet that calls the callback with this id of a client in a namespace. */
  static ack(
    namespace: string,
    id: number,
    value: unknown,
    compression: { readonly thresholdBytes: number; readonly level: number },
  ): BroadcastFrame {
    const prefix = namespace === '/' ? '3' : `3${namespace},`;
    return new BroadcastFrame(prefix + String(id) + JSON.stringify([value]), compression);
  }

  /** Whether recipients that can inflate should get the compressed frame. */
  get worthDeflating(): boolean {
    return this.compression.level > 0 && this.payload.length >= this.compression.thresholdBytes;
  }

  /** One buffer with head and payload, for a single write. */
  get plain(): Buffer {
    this.plainFrame ??= frame(FIN_TEXT, this.payload);
    return this.plainFrame;
  }

  /** The same, compressed without context, so that everyone can share it. */
  get deflated(): Buffer {
    this.deflatedFrame ??= frame(
      FIN_TEXT | RSV1,
      deflateRawSync(this.payload, { level: this.compression.level, finishFlush: constants.Z_SYNC_FLUSH }).subarray(
        0,
        -FLUSH_TAIL_BYTES,
      ),
    );
    return this.deflatedFrame;
  }
}

/** A server's frame: unmasked (RFC 6455, 5.2). */
function frame(firstByte: number, payload: Buffer): Buffer {
  const { length } = payload;
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
  payload.copy(buffer, head);
  return buffer;
}
