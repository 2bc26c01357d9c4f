import { Decoder, PacketType, type Packet } from 'socket.io-parser';

import { OversizedPayload } from './oversized-payload.js';

/** How many CONNECT packets a connection may send in a window: five namespaces, with room for reconnects. */
const MAX_CONNECTS = 20;
const CONNECT_WINDOW_MS = 10_000;

/** `2` EVENT, or `5` BINARY_EVENT with its number of attachments; the namespace, the ack's id, and the event's name. */
const EVENT_HEAD = /^(?:2|5(\d{1,2})-)(?:(\/[^,]{0,64}),)?(\d{1,15})?\["([^"\\]{1,64})"/;

const EVENT = '2'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
const ID = /^\d{0,15}$/;

/** Takes the events that a client emits to one namespace. */
export interface EventReceiver {
  readonly namespace: string;
  /**
   * Takes an event: its name, its arguments, and the id under which the client waits for an answer. False when it is
   * Socket.IO's to judge. The name may be anything: Socket.IO would close the whole connection for one that is no text.
   */
  take(event: unknown, args: readonly unknown[], id: number | undefined): boolean;
}

/** A binary event whose attachments are still to come. */
interface Arriving {
  readonly text: string;
  /** Puts the attachments in; undefined once they are too large. */
  decoder: Decoder | undefined;
  readonly attachments: number;
  arrived: number;
  bytes: number;
}

/**
 * Socket.IO's own decoder of one connection, with two limits: an event over `maxBytes`, its attachments included, is not
 * parsed but passed on with an {@link OversizedPayload}, so that the client can be told; and a connection that sends CONNECT
 * over and over is closed.
 *
 * The events of a namespace that has a receiver go there at once, instead of through Socket.IO's socket and its listeners.
 */
export class EventDecoder extends Decoder {
  /** Few: a connection has one for each of its namespaces. */
  private receivers: readonly EventReceiver[] = [];
  private connects = 0;
  private windowStart = 0;
  private arriving: Arriving | undefined;

  constructor(private readonly maxBytes: number) {
    super();
  }

  /** In the place of the one that its namespace had. */
  receive(receiver: EventReceiver): void {
    // Not spread: that would keep room for more.
    this.receivers = this.receivers.filter(({ namespace }) => namespace !== receiver.namespace).concat(receiver);
  }

  override add(data: unknown): void {
    if (typeof data === 'string') this.addText(data);
    else if (this.arriving !== undefined && Buffer.isBuffer(data)) this.addAttachment(this.arriving, data);
    else super.add(data);
  }

  private addText(text: string): void {
    if (this.arriving !== undefined) throw new Error('text instead of an attachment');
    if (text.startsWith('0')) this.countConnect();
    const oversized = isLongerThan(text, this.maxBytes);
    if (!oversized && this.deliver(text)) return;
    const attachments = EVENT_HEAD.exec(text.slice(0, 256))?.[1];
    if (attachments !== undefined) this.arriving = this.arrivingWith(Number(attachments), text, oversized);
    else if (oversized) this.pass(text, Buffer.byteLength(text));
    else super.add(text);
  }

  private arrivingWith(attachments: number, text: string, oversized: boolean): Arriving {
    let decoder: Decoder | undefined;
    if (!oversized) {
      decoder = new Decoder();
      decoder.on('decoded', (packet: Packet) => this.decoded(packet));
      decoder.add(text);
    }
    return { text: text.slice(0, 256), decoder, attachments, arrived: 0, bytes: Buffer.byteLength(text) };
  }

  /** False for whatever is no plain event that a receiver takes: Socket.IO's decoder judges it. */
  private deliver(text: string): boolean {
    if (text.charCodeAt(0) !== EVENT) return false;
    const found = text.indexOf('[');
    const start = found < 0 ? text.length : found;
    const comma = text.charCodeAt(1) === SLASH ? text.indexOf(',') : 0;
    if (comma < 0 || start <= comma) return false;
    const receiver = this.receiverOf(comma === 0 ? '/' : text.slice(1, comma));
    const id = text.slice(comma + 1, start);
    if (receiver === undefined || !ID.test(id)) return false;
    const packet = start === text.length ? [] : parsed(text.slice(start));
    if (!Array.isArray(packet)) return false;
    const [event, ...args] = packet as unknown[];
    return receiver.take(event, args, id === '' ? undefined : Number(id));
  }

  private addAttachment(arriving: Arriving, data: Buffer): void {
    arriving.bytes += data.length;
    arriving.arrived += 1;
    const last = arriving.arrived >= arriving.attachments;
    if (last) this.arriving = undefined;
    // What was gathered so far is of no more use.
    if (arriving.bytes > this.maxBytes) arriving.decoder = undefined;
    if (arriving.decoder !== undefined) arriving.decoder.add(data);
    else if (last) this.pass(arriving.text, arriving.bytes);
  }

  private receiverOf(namespace: string): EventReceiver | undefined {
    return this.receivers.find((receiver) => receiver.namespace === namespace);
  }

  private decoded(packet: Packet): void {
    const [event, ...args] = packet.data as unknown[];
    if (this.receiverOf(packet.nsp)?.take(event, args, packet.id) !== true) this.emitReserved('decoded', packet);
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

  private pass(text: string, bytes: number): void {
    const [, , namespace, id, event] = EVENT_HEAD.exec(text.slice(0, 256)) ?? [];
    if (event === undefined) throw new Error('a packet over the limit that is no event');
    this.decoded({
      type: PacketType.EVENT,
      nsp: namespace ?? '/',
      data: [event, new OversizedPayload(bytes)],
      ...(id === undefined ? {} : { id: Number(id) }),
    });
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
