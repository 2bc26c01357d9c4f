import type { Appended, NewStreamEvent } from './stream.js';

/** Where events are appended: the log of this node, or that of a process which only writes. */
export abstract class StreamAppender {
  /**
   * Resolves when the event is durable. Its place among the events given to this process is fixed when this returns,
   * before the promise settles. A used `clientId` resolves to the first event with `repeated: true`.
   */
  abstract append(event: NewStreamEvent): Promise<Appended>;
}
