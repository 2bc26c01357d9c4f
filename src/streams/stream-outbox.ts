import type { Database } from '../database/database.js';
import { executeWithin } from '../database/execute-within.js';
import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { placed, type AppendedRow } from './append-batch.js';
import type { CommitObserver } from './group-commit.js';
import { MOVE_STAGED, stageStatement } from './outbox-statements.js';
import { retried } from './retried.js';
import type { Appended, NewStreamEvent, StreamKey } from './stream.js';

/** An event that is staged inside a transaction. */
export type StagedEvent = Omit<NewStreamEvent, 'refSeq' | 'origin'>;

/** The name of the table for statements, with its schema where the search path of foreign transactions may not lead there. */
export type OutboxTable = () => Promise<string>;

interface MovedRow extends AppendedRow {
  readonly seen: number;
  readonly taken: number;
  /** Null, like the rest, in the one row that stands for no event. */
  readonly stream: StreamKey | null;
  readonly staged_type: string;
  readonly actor_id: string;
  readonly client_id: string | null;
  readonly staged_data: Record<string, unknown>;
}

const MAX_BATCH = 256;

/**
 * Events that commit, or vanish, with a transaction of somebody else. Inside it they are only put down; they get their
 * places in the log after the commit. So a transaction that takes its time holds no lock on a stream, and the log has
 * no gap when it is rolled back.
 */
export class StreamOutbox {
  private running: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private stagedListener: () => void = () => undefined;

  constructor(
    private readonly database: Pick<Database, 'execute'>,
    private readonly observer: Pick<CommitObserver, 'committed' | 'written'>,
    private readonly table: OutboxTable = () => Promise.resolve('stream_outbox'),
  ) {}

  /** Puts the events down in the transaction. In the order given; a used client id is found out after the commit. */
  async stage(tx: ForeignTransaction, events: readonly StagedEvent[]): Promise<void> {
    const rows = events.map(({ stream, type, actorId, clientId, data }, ord) => ({
      ...{ ord, stream, type, data },
      ...{ actor_id: actorId, client_id: clientId },
    }));
    const text = stageStatement(await this.table());
    await executeWithin(tx, { name: 'outbox-stage', text, values: [JSON.stringify(rows)] });
    this.stagedListener();
  }

  /** Calls `listener` when something was staged here, which is before its transaction commits. One listener. */
  onStaged(listener: () => void): void {
    this.stagedListener = listener;
  }

  /**
   * Gives everything that was committed before this call its place in the log. Any process may do it, any number at once.
   * Rejects as {@link Database.execute} does; what was not moved stays for the next time.
   */
  drain(): Promise<void> {
    this.waiting ??= this.after(this.running);
    this.running = this.waiting;
    return this.waiting;
  }

  private async after(earlier: Promise<void>): Promise<void> {
    await Promise.allSettled([earlier]);
    this.waiting = undefined;
    while (await this.move());
  }

  /** True when there may be more. */
  private async move(): Promise<boolean> {
    const started = performance.now();
    const rows = await retried(() =>
      this.database.execute<MovedRow>({ name: 'outbox-move', text: MOVE_STAGED, values: [MAX_BATCH] }),
    );
    const moved = rows.flatMap(appendedOf);
    if (moved.length > 0) {
      this.observer.written?.(moved.length, (performance.now() - started) / 1000);
      this.observer.committed(moved);
    }
    const [{ seen, taken } = { seen: 0, taken: 0 }] = rows;
    return taken < seen || seen === MAX_BATCH;
  }
}

function appendedOf(row: MovedRow): Appended[] {
  const { stream, staged_type: type, actor_id: actorId, client_id: clientId, staged_data: data } = row;
  if (stream === null) return [];
  const event: NewStreamEvent = { stream, type, actorId, clientId: clientId ?? undefined, data };
  return [{ event: placed(event, row), repeated: row.repeated }];
}
