import { Injectable, Logger } from '@nestjs/common';

import type { StreamEvent, StreamKey, StreamKind } from '../../streams/stream.js';
import { StreamAudience } from '../../streams/stream-audience.js';
import { Batches } from './batches.js';
import { Broadcaster } from './broadcaster.js';
import { FanOut } from './fan-out.js';
import type { Namespace, Room } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';
import type { Presented, StreamPresenter } from './stream-presenter.js';

/** Sends stream events to the rooms of this node, in the words of the feature that the stream belongs to. */
@Injectable()
export class RoomAudience extends StreamAudience {
  private readonly logger = new Logger(RoomAudience.name);
  private readonly presenters = new Map<StreamKind, StreamPresenter>();

  constructor(
    private readonly server: SocketServer,
    private readonly broadcaster: Broadcaster,
    private readonly batches: Batches,
    private readonly fanOut: FanOut,
  ) {
    super();
  }

  /** Each feature with streams registers its presenter when its module starts. */
  register(presenter: StreamPresenter): void {
    this.presenters.set(presenter.kind, presenter);
  }

  override broadcast(event: StreamEvent): void {
    try {
      const presenter = this.presenterOf(event.stream);
      for (const presented of presenter.present(event)) this.emit(presenter.namespace, presented);
    } catch (error) {
      this.notSent(event, error);
    }
  }

  override flush(): void {
    this.fanOut.flush();
  }

  /** Sends one stream event to one socket, as it would have come to it in the room. Does not throw. */
  send(socketId: string, room: Room, event: StreamEvent): void {
    try {
      const { namespace } = this.presenterOf(event.stream);
      for (const { event: name, data } of this.presentFor(socketId, room, event)) {
        this.broadcaster.toSocket(namespace, socketId, name, data);
      }
    } catch (error) {
      this.notSent(event, error);
    }
  }

  /** What one socket in one room would see of the event. */
  presentFor(socketId: string, room: Room, event: StreamEvent): Presented[] {
    return this.presenterOf(event.stream)
      .present(event)
      .filter((presented) => presented.room === room && presented.exceptSocket !== socketId);
  }

  private notSent(event: StreamEvent, error: unknown): void {
    this.logger.error(`${event.stream} ${event.seq} was not sent: ${String(error)}`);
  }

  private emit(namespace: Namespace, { room, event, data, ambient, exceptSocket }: Presented): void {
    const except = exceptSocket === undefined ? {} : { socketId: exceptSocket };
    if (ambient === true) {
      this.broadcaster.ambientLocal(namespace, [room], event, data, except);
      return;
    }
    this.batches.flushRoom(this.server.of(namespace).adapter.rooms.get(room));
    this.fanOut.toRoom(namespace, room, event, data, exceptSocket === undefined ? {} : { except: [exceptSocket] });
  }

  private presenterOf(stream: StreamKey): StreamPresenter {
    const kind = stream.slice(0, stream.indexOf(':')) as StreamKind;
    const presenter = this.presenters.get(kind);
    if (presenter === undefined) throw new Error(`nothing presents the streams of kind ${kind}`);
    return presenter;
  }
}
