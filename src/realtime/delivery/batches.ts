import { Injectable } from '@nestjs/common';

import { Config } from '../../config/config.js';
import { OutboundLimit } from './outbound-limit.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';

interface Batched {
  readonly event: string;
  readonly data: unknown;
}

interface Batch {
  readonly socket: RealtimeSocket;
  events: Batched[];
  timer: NodeJS.Timeout | undefined;
}

/** Low-urgency events of the sockets that asked for batches, until they are sent together as the event `batch`. */
@Injectable()
export class Batches {
  private readonly batches = new Map<string, Batch>();

  constructor(
    private readonly config: Config,
    private readonly outbound: OutboundLimit,
  ) {}

  add(socket: RealtimeSocket): void {
    this.batches.set(socket.id, { socket, events: [], timer: undefined });
  }

  remove(socketId: string): void {
    clearTimeout(this.batches.get(socketId)?.timer);
    this.batches.delete(socketId);
  }

  /** Adds the event to the batch of every batching socket of the room. */
  push(members: ReadonlySet<string> | undefined, except: readonly string[], event: string, data: unknown): void {
    this.each(members, (batch) => {
      // Every socket is in a room of its own id.
      if (except.some((room) => batch.socket.rooms.has(room))) return;
      batch.events.push({ event, data });
      batch.timer ??= setTimeout(() => this.flush(batch), this.config.batchIntervalMs);
    });
  }

  /** Sends what waits for the sockets of a room, because something that may not be overtaken follows. */
  flushRoom(members: ReadonlySet<string> | undefined): void {
    this.each(members, (batch) => this.flush(batch));
  }

  /** Sends what waits for one socket. */
  flushSocket(socketId: string): void {
    const batch = this.batches.get(socketId);
    if (batch !== undefined) this.flush(batch);
  }

  private each(members: ReadonlySet<string> | undefined, act: (batch: Batch) => void): void {
    if (members === undefined || this.batches.size === 0) return;
    if (members.size <= this.batches.size) {
      for (const id of members) {
        const batch = this.batches.get(id);
        if (batch !== undefined) act(batch);
      }
      return;
    }
    for (const [id, batch] of this.batches) if (members.has(id)) act(batch);
  }

  private flush(batch: Batch): void {
    clearTimeout(batch.timer);
    batch.timer = undefined;
    if (batch.events.length === 0) return;
    const { events } = batch;
    batch.events = [];
    if (this.outbound.keepsUp(batch.socket.conn)) batch.socket.emit('batch', events);
  }
}
