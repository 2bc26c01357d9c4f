import { Injectable } from '@nestjs/common';

import { Batches } from './batches.js';
import { ControlBus } from '../cluster/control-bus.js';
import { FanOut } from './fan-out.js';
import { BATCH_ROOM, userRoom, type Namespace, type Room } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';

/** Whom a broadcast leaves out. */
export interface Except {
  /** Every socket of this user. */
  readonly userId?: string;
  readonly socketId?: string;
}

interface Ambient {
  readonly namespace: Namespace;
  readonly rooms: readonly Room[];
  readonly event: string;
  readonly data: unknown;
  readonly except: readonly string[];
}

const AMBIENT = 'ambient';

/**
 * Sends events that are not part of a stream. Together with the stream's audience it is the only thing that emits.
 * Delivery is at most once: who needs more puts the event into a stream.
 */
@Injectable()
export class Broadcaster {
  constructor(
    private readonly server: SocketServer,
    private readonly batches: Batches,
    private readonly bus: ControlBus,
    private readonly fanOut: FanOut,
  ) {
    bus.on(AMBIENT, (data) => this.ambientHere(data as Ambient));
  }

  /** To every socket of the rooms, once, on every node. */
  toRooms(namespace: Namespace, rooms: readonly Room[], event: string, data: unknown, except: Except = {}): void {
    for (const room of rooms) this.batches.flushRoom(this.members(namespace, room));
    this.server
      .of(namespace)
      .to([...rooms])
      .except(roomsOf(except))
      .emit(event, data);
  }

  /** To every socket of the user in the namespace, on every node. */
  toUser(namespace: Namespace, userId: string, event: string, data: unknown, except: Except = {}): void {
    this.toRooms(namespace, [userRoom(userId)], event, data, except);
  }

  /** To every socket of the namespace, on every node. */
  toAll(namespace: Namespace, event: string, data: unknown): void {
    this.server.of(namespace).emit(event, data);
  }

  /** To one socket of this node. Does nothing when it has gone. */
  toSocket(namespace: Namespace, socketId: string, event: string, data: unknown): void {
    this.batches.flushSocket(socketId);
    this.server.socket(namespace, socketId)?.emit(event, data);
  }

  /**
   * A low-urgency event, such as typing or presence, to rooms on every node: batched for the sockets that asked for it,
   * and the first to be dropped for a socket that does not keep up. No socket may be in two of the rooms.
   */
  ambient(namespace: Namespace, rooms: readonly Room[], event: string, data: unknown, except: Except = {}): void {
    this.bus.publish(AMBIENT, { namespace, rooms, event, data, except: roomsOf(except) } satisfies Ambient);
  }

  /** The same to the sockets of this node alone. */
  ambientLocal(namespace: Namespace, rooms: readonly Room[], event: string, data: unknown, except: Except = {}): void {
    this.ambientHere({ namespace, rooms, event, data, except: roomsOf(except) });
  }

  private ambientHere({ namespace, rooms, event, data, except }: Ambient): void {
    if (!this.server.attached) return;
    const direct = { except: [BATCH_ROOM, ...except], droppable: true };
    for (const room of rooms) {
      const members = this.members(namespace, room);
      if (members === undefined) continue;
      this.fanOut.toRoom(namespace, room, event, data, direct);
      this.batches.push(members, except, event, data);
    }
  }

  private members(namespace: Namespace, room: Room): ReadonlySet<string> | undefined {
    return this.server.of(namespace).adapter.rooms.get(room);
  }
}

function roomsOf(except: Except): string[] {
  const rooms: string[] = [];
  if (except.userId !== undefined) rooms.push(userRoom(except.userId));
  // Every socket is in a room of its own id.
  if (except.socketId !== undefined) rooms.push(except.socketId);
  return rooms;
}
