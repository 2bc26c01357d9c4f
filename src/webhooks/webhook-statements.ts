/**
 * The seq before the first event of stream `id` that counts: nothing that was committed before `since` is told. It walks
 * back from the head, so it costs what was committed since, once a stream.
 */
const startOf = (id: string, since: string): string => `
coalesce((
  select e.seq from stream_events e
  where e.stream_id = ${id} and e.created_at < ${since}::timestamptz
  order by e.seq desc limit 1
), 0)`;

/** Notes how far the streams have grown, for a `with` list that defines them as `grown` (id, head). */
const noteGrown = (since: string): string => `
insert into webhook_cursors as c (stream_id, seq, seen)
select g.id, case when k.stream_id is null then ${startOf('g.id', since)} else 0 end, g.head
from grown g left join webhook_cursors k on k.stream_id = g.id
where k.stream_id is null or k.seen < g.head
order by g.id
on conflict (stream_id) do update
  set seen = excluded.seen, due_at = case when c.seen > c.seq then c.due_at else now() end
  where c.seen < excluded.seen`;

/** Settles the moment from which on events count. One row: the moment in milliseconds since 1970. */
export const START = `
with made as (
  insert into webhook_start (id, at) values (1, now()) on conflict (id) do nothing returning at
)
select (extract(epoch from at) * 1000)::float8 as at from made
union all
select (extract(epoch from at) * 1000)::float8 as at from webhook_start
limit 1`;

/** `$1` stream keys, `$2` the start. */
export const MARK = `
with grown as (select id, head from streams where key = any($1::text[]))
${noteGrown('$2')}`;

/** `$1` only streams with a greater id, `$2` how many, `$3` the start. One row: the last id, and how many were looked at. */
export const SWEEP = `
with grown as (
  select id, head from streams where id > $1::bigint order by id limit $2::int
), noted as (${noteGrown('$3')} returning 1)
select max(id)::float8 as last, count(*)::int as looked, (select count(*) from noted)::int as noted from grown`;

/** `$1` node, `$2` how many, `$3` the lease in milliseconds: takes streams that are due and that nobody tells. */
export const CLAIM = `
with due as (
  select stream_id from webhook_cursors
  where seen > seq and due_at <= now() and leased_until <= now()
  order by due_at limit $2::int
  for update skip locked
)
update webhook_cursors c set leased_by = $1, leased_until = now() + $3::float8 * interval '1 millisecond'
from due, streams s
where c.stream_id = due.stream_id and s.id = c.stream_id
returning c.stream_id::float8 as id, s.key, c.seq::float8 as seq, c.attempts`;

/** `$1` node, `$2` stream, `$3` told up to here, `$4` the lease in milliseconds. A row when the lease was still ours. */
export const ADVANCE = `
update webhook_cursors
set seq = $3::bigint, attempts = 0, failing_since = null, last_error = null,
  leased_until = now() + $4::float8 * interval '1 millisecond'
where stream_id = $2::bigint and leased_by = $1
returning 1`;

/** `$1` node, `$2` stream, `$3` told up to here, `$4` milliseconds until it goes on: gives the stream back. */
export const RELEASE = `
update webhook_cursors
set seq = $3::bigint, leased_by = null, leased_until = to_timestamp(0),
  due_at = now() + $4::float8 * interval '1 millisecond',
  attempts = case when seq < $3::bigint then 0 else attempts end,
  failing_since = case when seq < $3::bigint then null else failing_since end,
  last_error = case when seq < $3::bigint then null else last_error end
where stream_id = $2::bigint and leased_by = $1`;

/** The same after a failure: `$5` how often the next event was tried, `$6` why it was refused. */
export const POSTPONE = `
update webhook_cursors
set seq = $3::bigint, leased_by = null, leased_until = to_timestamp(0),
  due_at = now() + $4::float8 * interval '1 millisecond', attempts = $5::int, last_error = $6,
  failing_since = case when seq < $3::bigint then now() else coalesce(failing_since, now()) end
where stream_id = $2::bigint and leased_by = $1`;

/** What waits to be told. */
export const BACKLOG = `
select count(*)::int as pending, count(failing_since)::int as failing,
  coalesce(extract(epoch from now() - min(failing_since)), 0)::float8 as "failingSeconds"
from webhook_cursors where seen > seq`;
