import { Decoder, PacketType } from 'socket.io-parser';

import { OversizedPayload } from './oversized-payload.js';

/** How many CONNECT packets a connection may send in a window: five namespaces, with room for reconnects. */
const MAX_CONNECTS = 20;
const CONNECT_WINDOW_MS = 10_000;

/** `2` EVENT, or `5` BINARY_EVENT with its number of attachments; the namespace, the ack's id, and the event's name. */
const EVENT_HEAD = /^(?:2|5(\d{1,2})-)(?:(\/[^,]{0,64}),)?(\d{1,15})?\["([^"\\]{1,64})"/;

const EVENT = '2'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
const ID = /^\d{0,15}$/;

/**
 * Takes an event that a client emitted: its name, its arguments, and the id under which the client waits for an answer.
 * False when it does not know the event, which then takes Socket.IO's own way. The name may be anything: Socket.IO would
 * close the whole connection for one that is no text.
 */
export type EventRoute = (event: unknown, args: readonly unknown[], id: number | undefined) => boolean;

interface Routed {
  readonly namespace: string;
  readonly route: EventRoute;
}

/** A binary event whose attachments are still to come. */
interface Arriving {
  readonly text: string;
  readonly attachments: number;
  arrived: number;
  bytes: number;
}

/**
 * Socket.IO's own decoder of one connection, with two limits: an event over `maxBytes`, its attachments included, is not
 * parsed but passed on with an {@link OversizedPayload}, so that the client can be told; and a connection that sends CONNECT
 * over and over is closed.
 *
 * Ordinary events of a namespace that has a route go there at once, instead of through Socket.IO's socket and its listeners.
 */
export class EventDecoder extends Decoder {
  /** Few: a connection has one for each of its namespaces. */
  private routes: readonly Routed[] = [];
  private connects = 0;
  private windowStart = 0;
  private arriving: Arriving | undefined;

  constructor(private readonly maxBytes: number) {
    super();
  }

  route(namespace: string, route: EventRoute): void {
    // Not spread: that would keep room for more.
    this.routes = this.routes.filter((routed) => routed.namespace !== namespace).concat({ namespace, route });
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
    if (!oversized) super.add(text);
    else if (attachments === undefined) this.pass(text, Buffer.byteLength(text));
    if (attachments === undefined) return;
    const bytes = Buffer.byteLength(text);
    this.arriving = { text: text.slice(0, 256), attachments: Number(attachments), arrived: 0, bytes };
  }

  /** False for whatever is no plain event that a route takes: Socket.IO's decoder judges it. */
  private deliver(text: string): boolean {
    if (text.charCodeAt(0) !== EVENT) return false;
    const start = text.indexOf('[');
    const comma = text.charCodeAt(1) === SLASH ? text.indexOf(',') : 0;
    if (comma < 0 || start <= comma) return false;
    const namespace = comma === 0 ? '/' : text.slice(1, comma);
    const route = this.routes.find((routed) => routed.namespace === namespace)?.route;
    const id = text.slice(comma + 1, start);
    if (route === undefined || !ID.test(id)) return false;
    const packet = parsed(text.slice(start));
    if (!Array.isArray(packet)) return false;
    const [event, ...args] = packet as unknown[];
    return route(event, args, id === '' ? undefined : Number(id));
  }

  private addAttachment(arriving: Arriving, data: Buffer): void {
    const before = arriving.bytes;
    arriving.bytes += data.length;
    arriving.arrived += 1;
    const last = arriving.arrived >= arriving.attachments;
    if (last) this.arriving = undefined;
    if (arriving.bytes <= this.maxBytes) return super.add(data);
    // What was gathered so far is of no more use.
    if (before <= this.maxBytes) this.destroy();
    if (last) this.pass(arriving.text, arriving.bytes);
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
    this.emitReserved('decoded', {
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
