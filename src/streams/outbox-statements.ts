import { APPEND_INPUT, APPENDED } from './stream-statements.js';

/** The channel on which a commit that has put something into the outbox is told. */
export const OUTBOX_CHANNEL = 'depth_outbox';

/** The channel on which a writer without Redis tells which streams have grown: a JSON array of keys. */
export const STREAMS_CHANNEL = 'depth_streams';

/** Any number that no other program uses for an advisory lock of the same database. */
const TURN = 7_306_114_288;

/**
 * Stages events inside a transaction: `$1` is a JSON array of rows. It only inserts, so it waits for nobody and nobody
 * waits for it. PostgreSQL tells the channel at the commit, and not at all when there is none.
 */
export const stageStatement = (table: string): string => `
with staged as (
  insert into ${table} (stream, type, actor_id, client_id, data)
  select stream, type, actor_id, client_id, data
  from json_to_recordset($1::json) as i(ord int, stream text, type text, actor_id text, client_id text, data jsonb)
  order by ord
  returning 1
)
select pg_notify('${OUTBOX_CHANNEL}', '') from (select count(*) from staged) as done`;

/**
 * Moves up to `$1` staged events to their streams, in the order of their ids, all or none. One process at a time, or two
 * would change the order. Of those that two transactions staged with one client id, the first counts.
 *
 * At least one row: `seen` tells how many were there at first, `taken` how many nobody else took meanwhile.
 */
export const MOVE_STAGED = `
with turn as materialized (
  select pg_advisory_xact_lock(${TURN})
), seen as materialized (
  select id from stream_outbox order by id limit $1::bigint
), taken as (
  delete from stream_outbox o using seen s
  where o.id = s.id and (select count(*) from turn) = 1
  returning o.*
), input as materialized (
  select (row_number() over (order by t.id) - 1)::int as ord, t.stream, t.type, t.actor_id, t.client_id,
    null::bigint as ref_seq, null::text as origin, t.data
  from taken t
  where t.client_id is null or not exists (
    select from taken e
    where e.stream = t.stream and e.actor_id = t.actor_id and e.client_id = t.client_id and e.id < t.id)
), ${APPEND_INPUT}
select n.seen, n.taken, a.*, i.stream, i.type as staged_type, i.actor_id, i.client_id, i.data as staged_data
from (select (select count(*) from seen)::float8 as seen, (select count(*) from taken)::float8 as taken) as n
left join (${APPENDED}) as a on true
left join input i on i.ord = a.ord
order by a.ord`;

/** Tells channel `$1` each text of the JSON array `$2`. */
export const TELL = 'select pg_notify($1, message) from json_array_elements_text($2::json) as message';
