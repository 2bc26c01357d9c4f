/**
 * What one page may weigh, in bytes of JSON: as much as a connection may leave unread. It is about the weight of 40 of
 * the longest messages that a client may send; ordinary ones never reach it.
 */
export const PAGE_BYTES = 1024 * 1024;

/** A part of a list, and whether there is more of it. */
export interface HistoryPage<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/**
 * The page that begins with the first of `found`: at most `limit` of them, at most {@link PAGE_BYTES}, and at least one, if
 * there is any. Whoever asks the store for one more than `limit` learns whether there are more.
 */
export function historyPage<T>(found: readonly T[], limit: number): HistoryPage<T> {
  let bytes = 0;
  const heavy = found.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > PAGE_BYTES && index > 0;
  });
  const items = found.slice(0, heavy === -1 ? limit : Math.min(limit, heavy));
  return { items, hasMore: found.length > items.length };
}
