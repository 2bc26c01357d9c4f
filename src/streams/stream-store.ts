import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';

import { Database } from '../database/database.js';
import { appendBatch } from './append-batch.js';
import { QuestionBatch } from '../database/question-batch.js';
import type { Appended, DecidedStreamEvent, NewStreamEvent, StreamEvent, StreamKey, StreamPosition } from './stream.js';
import { streamEvents, streams } from './streams.schema.js';
import { READ_AFTER, READ_HEADS, READ_WITHIN } from './stream-statements.js';

interface EventRow {
  seq: number;
  type: string;
  actor_id: string;
  client_id: string | null;
  ref_seq: number | null;
  origin: string | null;
  data: Record<string, unknown>;
  at: number;
  epoch: string;
  consumed: number;
}

/** The SQL of the log, and nothing else. Rows of a stream are written only here. */
@Injectable()
export class StreamStore {
  /** Those who join within a few milliseconds, as all do who come back from a cut, are one query. */
  private readonly positions: QuestionBatch<StreamPosition | undefined>;

  constructor(private readonly database: Database) {
    this.positions = new QuestionBatch((keys) => this.heads(keys as readonly StreamKey[]), undefined);
  }

  /**
   * Appends all or none, in the given order within each stream. No two events may share stream, actor and client id.
   * Rejects with SQLSTATE 23505 when another process used a client id in the same instant: a second call sees it.
   */
  async appendBatch(events: readonly NewStreamEvent[]): Promise<Appended[]> {
    return appendBatch(this.database, events);
  }

  /** Appends one event whose content is decided under the stream's lock. */
  async appendDecided(event: DecidedStreamEvent): Promise<Appended> {
    return this.database.transaction(async (tx) => {
      await tx.insert(streams).values({ key: event.stream }).onConflictDoNothing();
      const [stream] = await tx.select().from(streams).where(eq(streams.key, event.stream)).for('update');
      if (stream === undefined) throw new Error(`the row of ${event.stream} has gone`);
      if (event.clientId !== undefined) {
        const [first] = await tx
          .select()
          .from(streamEvents)
          .where(
            and(
              eq(streamEvents.streamId, stream.id),
              eq(streamEvents.actorId, event.actorId),
              eq(streamEvents.clientId, event.clientId),
            ),
          );
        if (first !== undefined) {
          const { createdAt, streamId: _, ...rest } = first;
          return {
            event: {
              ...rest,
              stream: event.stream,
              epoch: stream.epoch,
              consumed: stream.consumed,
              createdAt: createdAt.toISOString(),
            },
            repeated: true,
          };
        }
      }
      const decision = await event.decide(tx, { streamId: stream.id, epoch: stream.epoch, seq: stream.head + 1 });
      const [row] = await tx
        .insert(streamEvents)
        .values({
          streamId: stream.id,
          seq: stream.head + 1,
          type: event.type,
          actorId: event.actorId,
          clientId: event.clientId ?? null,
          refSeq: decision.refSeq ?? null,
          origin: event.origin ?? null,
          data: { ...decision.data },
          createdAt: sql`date_trunc('milliseconds', now())`,
        })
        .returning({ createdAt: streamEvents.createdAt });
      const [after] = await tx
        .update(streams)
        .set({ head: stream.head + 1 })
        .where(eq(streams.id, stream.id))
        .returning({ consumed: streams.consumed });
      if (row === undefined || after === undefined) throw new Error(`${event.stream} was not written`);
      return {
        event: {
          stream: event.stream,
          epoch: stream.epoch,
          seq: stream.head + 1,
          type: event.type,
          actorId: event.actorId,
          clientId: event.clientId ?? null,
          refSeq: decision.refSeq ?? null,
          origin: event.origin ?? null,
          data: decision.data,
          createdAt: row.createdAt.toISOString(),
          consumed: after.consumed,
        },
        repeated: false,
      };
    });
  }

  /** Where the stream stands. A stream that nobody wrote to yet is made, so that its epoch is settled. */
  async position(key: StreamKey): Promise<StreamPosition> {
    const position = await this.positions.answer(key);
    if (position !== undefined) return position;
    await this.database.orm.insert(streams).values({ key }).onConflictDoNothing();
    const made = (await this.heads([key])).get(key);
    if (made === undefined) throw new Error(`${key} was not made`);
    return made;
  }

  /** Where the given streams stand; those without a row are left out. */
  async heads(keys: readonly StreamKey[]): Promise<Map<StreamKey, StreamPosition>> {
    const rows = await this.database.execute<{ key: StreamKey; epoch: string; head: number }>({
      name: 'stream-heads',
      text: READ_HEADS,
      values: [JSON.stringify(keys)],
    });
    return new Map(rows.map((row) => [row.key, { epoch: row.epoch, seq: row.head }]));
  }

  /** At most `limit` events after `seq`, in order. */
  async readAfter(key: StreamKey, seq: number, limit: number): Promise<StreamEvent[]> {
    const rows = await this.database.execute<EventRow>({
      name: 'stream-read-after',
      text: READ_AFTER,
      values: [key, seq, limit],
    });
    return rows.map((row) => eventOf(key, row));
  }

  /** At most `limit` events after `seq`, in order, and no more of them than weigh `bytes` as JSON. */
  async readWithin(key: StreamKey, seq: number, limit: number, bytes: number): Promise<StreamEvent[]> {
    const rows = await this.database.execute<EventRow>({
      name: 'stream-read-within',
      text: READ_WITHIN,
      values: [key, seq, limit, bytes],
    });
    return rows.map((row) => eventOf(key, row));
  }
}

function eventOf(stream: StreamKey, row: EventRow): StreamEvent {
  return {
    stream,
    epoch: row.epoch,
    seq: row.seq,
    type: row.type,
    actorId: row.actor_id,
    clientId: row.client_id,
    refSeq: row.ref_seq,
    origin: row.origin,
    data: row.data,
    createdAt: new Date(row.at).toISOString(),
    consumed: row.consumed,
  };
}
