import type { GroupCommit } from './group-commit.js';
import type { Appended, DecidedStreamEvent, NewStreamEvent } from './stream.js';

/** Joins an append to an earlier one with the same client id that is still under way: one batch takes such an event once. */
export class AppendOnce {
  private readonly inFlight = new Map<string, Promise<Appended>>();

  constructor(private readonly commits: GroupCommit) {}

  append(event: NewStreamEvent | DecidedStreamEvent): Promise<Appended> {
    if (event.clientId === undefined) return this.commits.append(event);
    const key = `${event.stream} ${event.actorId} ${event.clientId}`;
    const first = this.inFlight.get(key);
    if (first !== undefined) return first.then((appended) => ({ ...appended, repeated: true }));
    const promise = this.commits.append(event, () => this.inFlight.delete(key));
    this.inFlight.set(key, promise);
    return promise;
  }
}
