import { CodedError } from '../errors/coded-error.js';

/** How long a page is when nobody says. */
export const DEFAULT_LIMIT = 50;

/** A part of a list in the order of its keys. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * The first `limit` items after the cursor, by key. Keys are unique texts that do not change while their item exists, so
 * a list that changes between two pages neither repeats an item nor leaves one out that was there all along.
 *
 * One pass over the items, and of them it keeps no more than a page: a busy node is not held up by sorting.
 */
export function pageOf<T>(
  items: Iterable<T>,
  keyOf: (item: T) => string,
  cursor: string | undefined,
  limit: number,
): Page<T> {
  const after = cursor === undefined ? '' : decodeCursor(cursor);
  const found: { readonly key: string; readonly item: T }[] = [];
  let more = false;
  for (const item of items) {
    const key = keyOf(item);
    if (key <= after) continue;
    const last = found.at(-1);
    if (found.length === limit && last !== undefined && key > last.key) {
      more = true;
      continue;
    }
    found.splice(placeOf(found, key), 0, { key, item });
    if (found.length > limit) {
      found.pop();
      more = true;
    }
  }
  const end = found.at(-1);
  return {
    items: found.map(({ item }) => item),
    nextCursor: more && end !== undefined ? encodeCursor(end.key) : null,
  };
}

/** Hides a key in a text that clients only hand back. */
export function encodeCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @throws CodedError `VALIDATION_FAILED` when it was not made by {@link encodeCursor}. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (encodeCursor(key) !== cursor) throw invalidCursor();
  return key;
}

/** What is told of a cursor that cannot be read. */
export function invalidCursor(): CodedError {
  return new CodedError('VALIDATION_FAILED', { details: [{ path: 'cursor', rule: 'isCursor' }] });
}

function placeOf(sorted: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
