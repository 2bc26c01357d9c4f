/**
 * What becomes of a batch `input` (ord, stream, type, actor_id, client_id, ref_seq, origin, data), for a `with` list that
 * defines it. Repeats are taken out before numbering, so that they leave no gap. The counter row of each stream is bumped
 * once by the number of its new events; the rows are locked in the order of their keys, so that two processes cannot wait
 * for each other.
 *
 * The limits keep the look-up of repeats one of keys, whatever is known of the tables: as a join it would go through all
 * events of a client id, and a notification to thousands has the same one for each of them. "Not in" is for the planner,
 * which takes it for half of the rows; of "not exists" it expects one, and then joins what is new by going through all
 * of it for each of it.
 */
export const APPEND_INPUT = `
known as (
  select i.ord, s.epoch, s.consumed, e.seq, e.type, e.ref_seq, e.origin, e.data, e.created_at
  from input i
  cross join lateral (select * from streams where key = i.stream limit 1) s
  cross join lateral (
    select * from stream_events
    where stream_id = s.id and actor_id = i.actor_id and client_id = i.client_id
    limit 1
  ) e
  where i.client_id is not null
), fresh as (
  select i.*,
    row_number() over (partition by i.stream order by i.ord) as place,
    count(*) over (partition by i.stream) as total
  from input i
  where i.ord not in (select ord from known)
), bumped as (
  insert into streams as s (key, head)
  select stream, count(*) from fresh group by stream order by stream
  on conflict (key) do update set head = s.head + excluded.head
  returning s.id, s.key, s.epoch, s.head, s.consumed
), added as (
  insert into stream_events (stream_id, seq, type, actor_id, client_id, ref_seq, origin, data, created_at)
  select b.id, b.head - f.total + f.place, f.type, f.actor_id, f.client_id, f.ref_seq, f.origin, f.data,
    date_trunc('milliseconds', now())
  from fresh f join bumped b on b.key = f.stream
)`;

/** A row for each event of `input`. Numbers are cast to float8 because drivers give int8 as text. */
export const APPENDED = `
select f.ord, false as repeated, b.epoch, (b.head - f.total + f.place)::float8 as seq, b.consumed::float8 as consumed,
  (extract(epoch from date_trunc('milliseconds', now())) * 1000)::float8 as at,
  null::text as type, null::float8 as ref_seq, null::text as origin, null::jsonb as data
from fresh f join bumped b on b.key = f.stream
union all
select k.ord, true, k.epoch, k.seq::float8, k.consumed::float8, (extract(epoch from k.created_at) * 1000)::float8,
  k.type, k.ref_seq::float8, k.origin, k.data
from known k`;

/** Appends a batch in one statement and one round trip. `$1` is a JSON array of rows. */
export const APPEND_BATCH = `
with input as materialized (
  select * from json_to_recordset($1::json) as i(
    ord int, stream text, type text, actor_id text, client_id text, ref_seq bigint, origin text, data jsonb)
), ${APPEND_INPUT}
${APPENDED}`;

/** `$1` is a JSON array of stream keys. */
export const READ_HEADS = `
select s.key, s.epoch, s.head::float8 as head
from json_array_elements_text($1::json) as wanted(key)
cross join lateral (select * from streams where key = wanted.key limit 1) s`;

/** `$1` stream key, `$2` the last known seq, `$3` how many. */
export const READ_AFTER = `
select e.seq::float8 as seq, e.type, e.actor_id, e.client_id, e.ref_seq::float8 as ref_seq, e.origin, e.data,
  (extract(epoch from e.created_at) * 1000)::float8 as at, s.epoch, s.consumed::float8 as consumed
from streams s join stream_events e on e.stream_id = s.id
where s.key = $1 and e.seq > $2
order by e.seq
limit $3`;

/** The same, with `$4` bytes of data at most: of an event that is too much, and of those after it, nothing. */
export const READ_WITHIN = `
select * from (
  select e.seq::float8 as seq, e.type, e.actor_id, e.client_id, e.ref_seq::float8 as ref_seq, e.origin, e.data,
    (extract(epoch from e.created_at) * 1000)::float8 as at, s.epoch, s.consumed::float8 as consumed,
    sum(octet_length(e.data::text)) over (order by e.seq) as bytes
  from streams s join stream_events e on e.stream_id = s.id
  where s.key = $1 and e.seq > $2
  order by e.seq
  limit $3
) as found
where bytes <= $4
order by seq`;
