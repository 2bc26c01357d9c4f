import type { StreamEvent, StreamKey } from './stream.js';

/** Who is told of what the carrier brings. */
export interface CarrierListener {
  /** An event that another node has committed. In any order, and any number of times. */
  arrived(event: StreamEvent): void;
  /** Events may have been lost on the way: the log must be asked. */
  interrupted(): void;
}

/**
 * Carries committed events to the other nodes. It is a messenger only: what it loses, the relay reads from the log.
 * Nothing here ever throws or waits for long.
 */
export abstract class StreamCarrier {
  /** How long an event that is missing may still be on its way, in milliseconds. */
  abstract readonly patienceMs: number;

  /** Called once, by the relay. */
  abstract listen(listener: CarrierListener): void;

  /** Resolves when the stream's events arrive from now on, or at once when the carrier is away. */
  abstract follow(stream: StreamKey): Promise<void>;

  abstract unfollow(stream: StreamKey): void;

  /** Gives the event to every other node that follows its stream. */
  abstract publish(event: StreamEvent): void;
}

/** The carrier of a node that is alone: there is nobody to carry to, and nothing is lost. */
export class LocalStreamCarrier extends StreamCarrier {
  override readonly patienceMs = 0;

  override listen(): void {
    // Nobody else commits anything.
  }

  override follow(): Promise<void> {
    return Promise.resolve();
  }

  override unfollow(): void {
    // Nothing was followed.
  }

  override publish(): void {
    // The relay of this node has the event already.
  }
}
