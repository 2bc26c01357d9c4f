import { Injectable } from '@nestjs/common';

import { CodedError } from '../../errors/coded-error.js';
import type { StreamKey, StreamKind, StreamPosition } from '../../streams/stream.js';
import { streamKey } from '../../streams/stream.js';
import { StreamRelay } from '../../streams/stream-relay.js';
import type { Caller } from '../commands/caller.js';
import { ControlBus } from '../cluster/control-bus.js';
import { Broadcaster } from './broadcaster.js';
import type { JoinedRoom } from '../realtime.protocol.js';
import { RoomAudience } from './room-audience.js';
import type { Namespace, Room } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';

/** A user's socket in a room of a stream. */
export interface Occupant {
  readonly kind: StreamKind;
  /** The id of the conversation, project or inbox. */
  readonly id: string;
  readonly userId: string;
  readonly socketId: string;
}

/** A user in a room, with however many sockets. */
export type Place = Pick<Occupant, 'id' | 'userId'>;

/** Told when sockets come and go. `only` says whether it is the user's only socket there, on this node. */
export interface RoomWatcher {
  entered?(occupant: Occupant, only: boolean): void;
  left?(occupant: Occupant, only: boolean): void;
}

/** A user who must leave a room, and why. */
export interface Eviction {
  readonly namespace: Namespace;
  readonly kind: StreamKind;
  readonly id: string;
  readonly userId: string;
  readonly reason: string;
}

const EVICT = 'evict';

/** Who is in which stream's room on this node: joining with recovery, leaving, and being removed. */
@Injectable()
export class StreamRooms {
  private readonly occupants = new Map<StreamKey, Map<string, Occupant>>();
  private readonly watchers = new Map<StreamKind, RoomWatcher>();

  constructor(
    private readonly relay: StreamRelay,
    private readonly audience: RoomAudience,
    private readonly server: SocketServer,
    private readonly broadcaster: Broadcaster,
    private readonly bus: ControlBus,
  ) {
    bus.on(EVICT, (data) => this.evictHere(data as Eviction));
  }

  watch(kind: StreamKind, watcher: RoomWatcher): void {
    this.watchers.set(kind, watcher);
  }

  /**
   * Makes the caller's socket follow the stream in the given room. The events after the returned `seq` follow once the
   * command has been answered; nothing falls between, and nothing comes twice.
   */
  async join(
    caller: Caller,
    kind: StreamKind,
    id: string,
    room: Room,
    since: StreamPosition | undefined,
  ): Promise<JoinedRoom> {
    const { namespace, socketId } = caller;
    const socket = this.server.socket(namespace, socketId);
    if (socket === undefined) throw new CodedError('NOT_JOINED');
    const occupant: Occupant = { kind, id, userId: caller.userId, socketId };
    const joined = await this.relay.join(
      streamKey(kind, id),
      {
        id: socketId,
        send: (event) => this.audience.send(socketId, room, event),
        admit: () => void socket.join(room),
        dismiss: () => void socket.leave(room),
      },
      since,
    );
    if (!socket.connected) {
      this.relay.drop(socketId);
      throw new CodedError('NOT_JOINED');
    }
    caller.afterAnswer((ok) => {
      if (!ok) return joined.cancel();
      // The socket may have gone, or been put out, while the answer was made.
      if (!this.relay.has(streamKey(kind, id), socketId)) return;
      joined.open();
      this.enter(occupant);
    });
    const events = joined.events.flatMap((event) =>
      this.audience
        .presentFor(socketId, room, event)
        .map((presented) => ({ event: presented.event, seq: event.seq, data: presented.data })),
    );
    return { epoch: joined.epoch, seq: joined.seq, recovered: joined.recovered, events };
  }

  /** Ends the caller's membership. Does nothing when there is none. */
  leave(caller: Caller, kind: StreamKind, id: string): void {
    this.remove(streamKey(kind, id), caller.socketId);
  }

  /** Ends every membership of a socket that has gone. */
  drop(socketId: string): void {
    for (const stream of [...this.relay.streamsOf(socketId)]) this.remove(stream, socketId);
  }

  /** Puts every socket of the user out of the room, on every node, and tells it so with `room:revoked`. */
  evict(namespace: Namespace, kind: StreamKind, id: string, userId: string, reason: string): void {
    this.bus.publish(EVICT, { namespace, kind, id, userId, reason } satisfies Eviction);
  }

  /** The users that are in the stream's room on this node. */
  users(kind: StreamKind, id: string): Set<string> {
    const here = this.occupants.get(streamKey(kind, id));
    return new Set([...(here?.values() ?? [])].map(({ userId }) => userId));
  }

  /** Who is in the rooms of the kind on this node, each user once a room. */
  places(kind: StreamKind): Place[] {
    const places: Place[] = [];
    for (const here of this.occupants.values()) {
      const [first] = here.values();
      if (first?.kind !== kind) continue;
      for (const userId of this.users(kind, first.id)) places.push({ id: first.id, userId });
    }
    return places;
  }

  /** Does what {@link evict} does on this node alone, whose state was found to be wrong. */
  evictHere({ namespace, kind, id, userId, reason }: Eviction): void {
    if (!this.server.attached) return;
    const stream = streamKey(kind, id);
    for (const socket of this.server.of(namespace).sockets.values()) {
      if (socket.data.session.userId !== userId || !this.relay.has(stream, socket.id)) continue;
      this.remove(stream, socket.id);
      this.broadcaster.toSocket(namespace, socket.id, 'room:revoked', { room: stream, reason });
    }
  }

  private enter(occupant: Occupant): void {
    const stream = streamKey(occupant.kind, occupant.id);
    const here = this.occupants.get(stream) ?? new Map<string, Occupant>();
    if (here.has(occupant.socketId)) return;
    const only = !has(here, occupant.userId);
    here.set(occupant.socketId, occupant);
    this.occupants.set(stream, here);
    this.watchers.get(occupant.kind)?.entered?.(occupant, only);
  }

  private remove(stream: StreamKey, socketId: string): void {
    this.relay.leave(stream, socketId);
    const here = this.occupants.get(stream);
    const occupant = here?.get(socketId);
    if (here === undefined || occupant === undefined) return;
    here.delete(socketId);
    if (here.size === 0) this.occupants.delete(stream);
    this.watchers.get(occupant.kind)?.left?.(occupant, !has(here, occupant.userId));
  }
}

function has(occupants: ReadonlyMap<string, Occupant>, userId: string): boolean {
  for (const occupant of occupants.values()) if (occupant.userId === userId) return true;
  return false;
}
