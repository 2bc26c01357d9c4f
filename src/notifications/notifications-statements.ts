/** One notification with what became of it. */
export interface InboxRow {
  readonly epoch: string;
  readonly seq: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds since 1970, null while it is unread. */
  readonly read_at: number | null;
}

/** A row of {@link LIST_INBOX} or {@link LIST_UNREAD}. Without a notification it tells the number of unread ones alone. */
export type InboxListRow = { readonly unread: number } & (InboxRow | { readonly seq: null });

/** `$1` stream key, `$2` user, `$3` count unread ones up to this seq; null for all. */
const UNREAD = `
least(s.head, coalesce($3::bigint, s.head)) - s.consumed + (
  select count(*) from notification_reads where user_id = $2 and seq > $3::bigint
)`;

const list = (join: string, condition: string): string => `
select s.epoch, (${UNREAD})::float8 as unread, e.seq, e.data, e.at, e.read_at
from streams s
left join lateral (
  select e.seq::float8 as seq, e.data, (extract(epoch from e.created_at) * 1000)::float8 as at,
    (extract(epoch from r.read_at) * 1000)::float8 as read_at
  from stream_events e
  left join notification_reads r on r.user_id = $2 and r.seq = e.seq
  ${join}
  where e.stream_id = s.id and e.seq < $4::bigint ${condition}
  order by e.seq desc
  limit $5
) e on true
where s.key = $1
order by e.seq desc`;

/**
 * `$1` stream key, `$2` user, `$3` count unread ones up to this seq (null for all), `$4` only before this seq, `$5` how
 * many; newest first. At least one row for an inbox that exists. One statement, so that the parts agree.
 */
export const LIST_INBOX = list('', '');

/** The same of unread notifications alone. */
export const LIST_UNREAD = list(
  'left join notification_read_marks m on m.user_id = $2',
  'and r.seq is null and e.seq > coalesce(m.seq, 0)',
);
