import type { Database } from '../database/database.js';
import type { Appended, NewStreamEvent, StreamEvent } from './stream.js';
import { APPEND_BATCH } from './stream-statements.js';

/** A row of the answer to an append. */
export interface AppendedRow {
  ord: number;
  repeated: boolean;
  epoch: string;
  seq: number;
  consumed: number;
  at: number;
  type: string | null;
  ref_seq: number | null;
  origin: string | null;
  data: Record<string, unknown> | null;
}

/**
 * Appends all or none, in the given order within each stream. No two events may share stream, actor and client id.
 * Rejects with SQLSTATE 23505 when another process used a client id in the same instant: a second call sees it.
 */
export async function appendBatch(
  database: Pick<Database, 'execute'>,
  events: readonly NewStreamEvent[],
): Promise<Appended[]> {
  const rows = events.map((event, ord) => ({
    ord,
    stream: event.stream,
    type: event.type,
    actor_id: event.actorId,
    client_id: event.clientId,
    ref_seq: event.refSeq,
    origin: event.origin,
    data: event.data,
  }));
  const results = await database.execute<AppendedRow>({
    name: 'stream-append',
    text: APPEND_BATCH,
    values: [JSON.stringify(rows)],
  });
  const appended = new Array<Appended>(events.length);
  const timestamp = timestamps();
  for (const row of results) {
    const event = events[row.ord];
    if (event === undefined) continue;
    appended[row.ord] = { event: placed(event, row, timestamp(row.at)), repeated: row.repeated };
  }
  return appended;
}

/** Times as ISO 8601, the same text for the same time: most events of a batch were written at once. */
function timestamps(): (at: number) => string {
  let last = Number.NaN;
  let text = '';
  return (at) => {
    if (at !== last) {
      last = at;
      text = new Date(at).toISOString();
    }
    return text;
  };
}

/** The event of a row, as it stands in the log. */
export function placed(
  event: NewStreamEvent,
  row: AppendedRow,
  createdAt = new Date(row.at).toISOString(),
): StreamEvent {
  return {
    stream: event.stream,
    epoch: row.epoch,
    seq: row.seq,
    type: row.type ?? event.type,
    actorId: event.actorId,
    clientId: event.clientId ?? null,
    refSeq: row.repeated ? row.ref_seq : (event.refSeq ?? null),
    origin: row.repeated ? row.origin : (event.origin ?? null),
    data: row.data ?? event.data,
    createdAt,
    consumed: row.consumed,
  };
}
