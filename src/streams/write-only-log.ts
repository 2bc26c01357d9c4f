import type { Database } from '../database/database.js';
import { appendBatch } from './append-batch.js';
import { AppendOnce } from './append-once.js';
import { GroupCommit, type CommitObserver } from './group-commit.js';
import type { StreamAppender } from './stream-appender.js';
import type { Appended, NewStreamEvent } from './stream.js';

/** The log of a process that only writes: the same places, repeats and batches as a node's own. */
export class WriteOnlyLog implements StreamAppender {
  private readonly commits: GroupCommit;
  private readonly once: AppendOnce;

  constructor(database: Pick<Database, 'execute'>, observer: CommitObserver) {
    const writer = {
      appendBatch: (events: readonly NewStreamEvent[]) => appendBatch(database, events),
      appendDecided: () => Promise.reject(new Error('only a node decides')),
    };
    this.commits = new GroupCommit(writer, observer);
    this.once = new AppendOnce(this.commits);
  }

  append(event: NewStreamEvent): Promise<Appended> {
    return this.once.append(event);
  }

  /** Resolves when nothing is queued or being written. */
  idle(): Promise<void> {
    return this.commits.idle();
  }
}
