import type { Database } from '../database/database.js';
import { appendBatch } from './append-batch.js';
import { GroupCommit, type CommitObserver } from './group-commit.js';
import type { StreamAppender } from './stream-appender.js';
import type { Appended, NewStreamEvent } from './stream.js';

/** The log of a process that only writes: the same places, repeats and batches as a node's own. */
export class WriteOnlyLog implements StreamAppender {
  private readonly commits: GroupCommit;

  constructor(database: Pick<Database, 'execute'>, observer: CommitObserver) {
    const writer = {
      appendBatch: (events: readonly NewStreamEvent[]) => appendBatch(database, events),
      appendDecided: () => Promise.reject(new Error('only a node decides')),
    };
    this.commits = new GroupCommit(writer, observer);
  }

  append(event: NewStreamEvent): Promise<Appended> {
    return this.commits.append(event);
  }

  /** Resolves when nothing is queued or being written. */
  idle(): Promise<void> {
    return this.commits.idle();
  }
}
