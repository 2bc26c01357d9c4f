import { Injectable } from '@nestjs/common';
import type { Socket as Connection } from 'engine.io';

import { Metrics } from '../../telemetry/metrics.js';
import type { BroadcastFrame } from '../sockets/broadcast-frame.js';
import { FrameWriter } from '../sockets/frame-writer.js';
import { OutboundLimit } from './outbound-limit.js';
import type { Namespace, Room } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';

export interface FanOutOptions {
  /** Rooms, or socket ids, whose sockets are left out. */
  readonly except?: readonly string[];
  /** Whether a connection that does not keep up goes without. */
  readonly droppable?: boolean;
}

/**
 * Sends one event to the sockets of a room on this node: it is encoded once, framed once, and written straight to every
 * connection that has nothing else to send. All others take Socket.IO's own way, so that order and backpressure hold.
 */
@Injectable()
export class FanOut {
  constructor(
    private readonly server: SocketServer,
    private readonly frames: FrameWriter,
    private readonly outbound: OutboundLimit,
    private readonly metrics: Metrics,
  ) {}

  toRoom(namespace: Namespace, room: Room, event: string, data: unknown, options: FanOutOptions = {}): void {
    const { adapter, sockets } = this.server.of(namespace);
    const members = adapter.rooms.get(room);
    if (members === undefined) return;
    const { except = [], droppable = false } = options;
    const left = membersOf(adapter.rooms, except);
    const frame = this.frames.event(namespace, event, data);
    let sent = 0;
    for (const id of members) {
      if (left?.some((ids) => ids.has(id)) === true) continue;
      const socket = sockets.get(id);
      if (socket !== undefined && this.send(socket.conn, frame, droppable)) sent += 1;
    }
    this.metrics.eventsSent(sent);
  }

  /** Writes now what this turn has sent so far, instead of at its end. */
  flush(): void {
    this.frames.flush();
  }

  /** False when the connection went without. */
  private send(connection: Connection, frame: BroadcastFrame, droppable: boolean): boolean {
    if (this.frames.write(connection, frame)) return true;
    if (droppable && !this.outbound.keepsUp(connection)) return false;
    connection.write(frame.packet);
    this.outbound.queued(connection);
    return true;
  }
}

/** The members of those of the rooms that have any. */
function membersOf(
  rooms: ReadonlyMap<string, ReadonlySet<string>>,
  names: readonly string[],
): readonly ReadonlySet<string>[] | undefined {
  let found: ReadonlySet<string>[] | undefined;
  for (const name of names) {
    const members = rooms.get(name);
    if (members !== undefined) (found ??= []).push(members);
  }
  return found;
}
