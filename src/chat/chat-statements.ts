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
