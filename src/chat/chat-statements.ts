/** A message event with the latest change to it. */
export interface MessageRow {
  readonly epoch: string;
  readonly seq: number;
  readonly actor_id: string;
  readonly client_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly change_type: 'edit' | 'delete' | null;
  readonly change_data: Readonly<Record<string, unknown>> | null;
  readonly change_at: number | null;
}

/** `$1` stream key, `$2` only before this seq, `$3` how many; newest first. */
export const LIST_MESSAGES = `
select s.epoch, e.seq::float8 as seq, e.actor_id, e.client_id, e.data,
  (extract(epoch from e.created_at) * 1000)::float8 as at,
  c.type as change_type, c.data as change_data, (extract(epoch from c.created_at) * 1000)::float8 as change_at
from streams s
join stream_events e on e.stream_id = s.id
left join lateral (
  select type, data, created_at from stream_events
  where stream_id = e.stream_id and ref_seq = e.seq
  order by seq desc limit 1
) c on true
where s.key = $1 and e.type = 'message' and e.seq < $2
order by e.seq desc
limit $3`;

/** A member of one of the conversations that were asked for. */
export interface MemberRow {
  readonly id: string;
  readonly userId: string;
  readonly lastReadSeq: number;
}

/** `$1` is a JSON array of conversation ids. */
export const LIST_MEMBERS = `
select m.conversation_id as id, m.user_id as "userId", m.last_read_seq::float8 as "lastReadSeq"
from conversation_members m
where m.conversation_id in (select json_array_elements_text($1::json))
order by m.conversation_id, m.user_id`;

export interface UnreadRow {
  readonly id: string;
  readonly userId: string;
  readonly unread: number;
}

/**
 * `$1` conversations and `$2` users, in pairs: messages of others beyond the user's mark, without those deleted since.
 * Nobody goes through the messages themselves, of which somebody who never reads has very many: the numbers of a stream
 * have no gaps, and what is neither a message nor of others is rare and has an index.
 */
export const COUNT_UNREAD = `
select place.id, place.user_id as "userId",
  (s.head - m.last_read_seq - changes.beyond - own.beyond - deleted.beyond)::float8 as unread
from unnest($1::text[], $2::text[]) as place(id, user_id)
cross join lateral (
  select last_read_seq from conversation_members
  where conversation_id = place.id and user_id = place.user_id limit 1
) m
cross join lateral (select id, head from streams where key = 'conversation:' || place.id limit 1) s
cross join lateral (
  select count(*) as beyond from stream_events e
  where e.stream_id = s.id and e.seq > m.last_read_seq and e.ref_seq is not null
) changes
cross join lateral (
  select count(*) as beyond from stream_events e
  where e.stream_id = s.id and e.actor_id = place.user_id and e.seq > m.last_read_seq and e.type = 'message'
) own
cross join lateral (
  select count(distinct d.ref_seq) as beyond
  from stream_events d join stream_events e on e.stream_id = d.stream_id and e.seq = d.ref_seq
  where d.stream_id = s.id and d.ref_seq > m.last_read_seq and d.type = 'delete' and e.actor_id <> place.user_id
) deleted`;
