import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** Stands in the place of a payload that was over the limit and has not been parsed. */
export class OversizedPayload {
  constructor(readonly bytes: number) {}
}

/** How many CONNECT packets a connection may send in a window: five namespaces, with room for reconnects. */
const MAX_CONNECTS = 20;
const CONNECT_WINDOW_MS = 10_000;

/** `2` EVENT, then the namespace, the ack's id, and the event's name. */
const EVENT_HEAD = /^2(?:(\/[^,]{0,64}),)?(\d{1,15})?\["([^"\\]{1,64})"/;

/**
 * Socket.IO's own parser with two limits: an event over `maxBytes` is not parsed but passed on with an
 * {@link OversizedPayload}, so that the client can be told; and a connection that sends CONNECT over and over is closed.
 */
export function packetParser(maxBytes: number): { Encoder: typeof Encoder; Decoder: typeof Decoder } {
  class LimitedDecoder extends Decoder {
    private connects = 0;
    private windowStart = 0;

    override add(data: unknown): void {
      if (typeof data === 'string') {
        if (data.startsWith('0')) this.countConnect();
        if (isLongerThan(data, maxBytes)) return this.pass(data);
      }
      super.add(data);
    }

    private countConnect(): void {
      const now = Date.now();
      if (now - this.windowStart > CONNECT_WINDOW_MS) {
        this.windowStart = now;
        this.connects = 0;
      }
      this.connects += 1;
      // The connection is closed by whoever feeds the decoder.
      if (this.connects > MAX_CONNECTS) throw new Error('too many CONNECT packets');
    }

    private pass(data: string): void {
      const [, namespace, id, event] = EVENT_HEAD.exec(data.slice(0, 256)) ?? [];
      if (event === undefined) throw new Error('a packet over the limit that is no event');
      this.emitReserved('decoded', {
        type: PacketType.EVENT,
        nsp: namespace ?? '/',
        data: [event, new OversizedPayload(Buffer.byteLength(data))],
        ...(id === undefined ? {} : { id: Number(id) }),
      });
    }
  }
  return { Encoder, Decoder: LimitedDecoder };
}

function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
