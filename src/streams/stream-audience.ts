import type { StreamEvent } from './stream.js';

/** Who hears a stream on this node. Implemented by the real-time kernel; the log knows no sockets. */
export abstract class StreamAudience {
  /** Sends the event to every admitted member of its stream. Called in `seq` order, each event once. Must not throw. */
  abstract broadcast(event: StreamEvent): void;

  /** Lets what was broadcast in this turn leave now: much more follows. */
  abstract flush(): void;
}

/** One listener of one stream, such as a socket in a room. */
export interface StreamMember {
  readonly id: string;
  /** Sends one event to this member alone. Must not throw. */
  send(event: StreamEvent): void;
  /** From now on the audience's broadcasts reach the member. */
  admit(): void;
  /** The audience's broadcasts no longer reach the member. */
  dismiss(): void;
}
