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

/** A query a row, by key: as a join it would be planned to read everything that the user has ever read. */
const READ_AT = `(select read_at from notification_reads where user_id = $2 and seq = e.seq)`;

const list = (condition: string): string => `
select s.epoch, (${UNREAD})::float8 as unread, e.seq, e.data, e.at, e.read_at
from streams s
left join lateral (
  select e.seq::float8 as seq, e.data, (extract(epoch from e.created_at) * 1000)::float8 as at,
    (extract(epoch from ${READ_AT}) * 1000)::float8 as read_at
  from stream_events e
  where e.stream_id = s.id and e.seq < $4::bigint ${condition}
  order by e.seq desc
  limit $5::bigint
) e on true
where s.key = $1
order by e.seq desc`;

/**
 * `$1` stream key, `$2` user, `$3` count unread ones up to this seq (null for all), `$4` only before this seq, `$5` how
 * many; newest first. At least one row for an inbox that exists. One statement, so that the parts agree.
 *
 * An inbox has no gaps, so the page is a range of seqs: said outright, because a planner without statistics, such as that
 * of the embedded database, would else sort the whole inbox.
 */
export const LIST_INBOX = list(`
    and e.seq >= least(s.head + 1, $4::bigint) - $5::bigint`);

/** The same of unread notifications alone. */
export const LIST_UNREAD = list(`
    and e.seq > coalesce((select seq from notification_read_marks where user_id = $2), 0)
    and ${READ_AT} is null`);
