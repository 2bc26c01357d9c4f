import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import type { StreamKey } from '../streams/stream.js';
import { ADVANCE, BACKLOG, CLAIM, MARK, POSTPONE, RELEASE, START, SWEEP } from './webhook-statements.js';

/** A stream that this node alone tells, until its lease is over. */
export interface Claim {
  readonly id: number;
  readonly key: StreamKey;
  /** Told up to here. */
  readonly seq: number;
  /** How often the next event was tried in vain. */
  readonly attempts: number;
}

/** What waits to be told, over all nodes. */
export interface WebhookBacklog {
  /** Streams with events that were not told yet. */
  readonly pending: number;
  /** Those of them whose next event was refused. */
  readonly failing: number;
  /** For how long the one that was refused first has been. */
  readonly failingSeconds: number;
}

/** A page of a sweep. */
export interface Swept {
  /** Null at the end of the streams. */
  readonly last: number | null;
  readonly looked: number;
  readonly noted: number;
}

/**
 * How far each stream was told: kept in the database, so that any node goes on where another stopped. The clock of all
 * times is the database's.
 */
@Injectable()
export class WebhookCursors {
  private start: Promise<string> | undefined;

  constructor(
    private readonly database: Database,
    private readonly node: NodeIdentity,
  ) {}

  /** Settles, once for all nodes and starts, from when on events are told. */
  async begin(): Promise<void> {
    await this.startAt();
  }

  /** Notes that these streams have grown. */
  async mark(streams: readonly StreamKey[]): Promise<void> {
    await this.database.execute({ name: 'webhook-mark', text: MARK, values: [[...streams], await this.startAt()] });
  }

  /** Looks whether the next streams have grown without anybody having noted it. */
  async sweep(afterId: number, limit: number): Promise<Swept> {
    const values = [afterId, limit, await this.startAt()];
    const [row] = await this.database.execute<Swept>({ name: 'webhook-sweep', text: SWEEP, values });
    return row ?? { last: null, looked: 0, noted: 0 };
  }

  /** At most `limit` streams that are due and that nobody else tells, those first that have waited longest. */
  claim(limit: number, leaseMs: number): Promise<Claim[]> {
    return this.database.execute<Claim>({
      name: 'webhook-claim',
      text: CLAIM,
      values: [this.node.id, limit, leaseMs],
    });
  }

  /** Keeps what was told, and the lease. False when another node has the stream by now. */
  async advance({ id }: Claim, seq: number, leaseMs: number): Promise<boolean> {
    const values = [this.node.id, id, seq, leaseMs];
    const rows = await this.database.execute({ name: 'webhook-advance', text: ADVANCE, values });
    return rows.length > 0;
  }

  /** Keeps what was told and gives the stream back, to go on after a while. */
  async release({ id }: Claim, seq: number, delayMs: number): Promise<void> {
    const values = [this.node.id, id, seq, delayMs];
    await this.database.execute({ name: 'webhook-release', text: RELEASE, values });
  }

  /** The same, because the event after `seq` was refused, for the time of that number. */
  async postpone({ id }: Claim, seq: number, delayMs: number, attempts: number, reason: string): Promise<void> {
    const values = [this.node.id, id, seq, delayMs, attempts, reason];
    await this.database.execute({ name: 'webhook-postpone', text: POSTPONE, values });
  }

  async backlog(): Promise<WebhookBacklog> {
    const [row] = await this.database.execute<WebhookBacklog>({ name: 'webhook-backlog', text: BACKLOG, values: [] });
    return row ?? { pending: 0, failing: 0, failingSeconds: 0 };
  }

  /** The moment from which on events count, settled once for all nodes. */
  private startAt(): Promise<string> {
    this.start ??= this.settleStart().catch((error: unknown) => {
      this.start = undefined;
      throw error;
    });
    return this.start;
  }

  private async settleStart(): Promise<string> {
    const [row] = await this.database.execute<{ at: number }>({ name: 'webhook-start', text: START, values: [] });
    if (row === undefined) throw new Error('the start of the webhooks was not settled');
    return new Date(row.at).toISOString();
  }
}
