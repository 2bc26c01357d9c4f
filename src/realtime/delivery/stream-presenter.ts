import type { StreamEvent, StreamKind } from '../../streams/stream.js';
import type { Namespace, Room } from '../sockets/room.js';

/** One wire event that a stream event becomes, for the sockets of one room. */
export interface Presented {
  readonly room: Room;
  readonly event: string;
  /** Carries the stream event's `seq`. */
  readonly data: object;
  /** Whether it may be batched: then it is a comment on the stream, not a part of it. */
  readonly ambient?: boolean;
  /** A socket that does not get it. */
  readonly exceptSocket?: string | undefined;
}

/** Turns the events of one kind of stream into what clients see. Pure, and the same on every node. */
export abstract class StreamPresenter {
  abstract readonly kind: StreamKind;
  abstract readonly namespace: Namespace;

  /** What happens on the wire, in order; for one room the order is the order of the array. */
  abstract present(event: StreamEvent): readonly Presented[];
}
