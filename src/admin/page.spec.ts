import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CodedError } from '../errors/coded-error.js';
import { decodeCursor, encodeCursor, pageOf } from './page.js';

const keys = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 60 });
const identity = (key: string): string => key;

/** Every page of the list, one after the other. */
function walk(list: readonly string[], limit: number): string[] {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = pageOf(list, identity, cursor, limit);
    expect(items.length).toBeLessThanOrEqual(limit);
    seen.push(...items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

describe('pageOf', () => {
  it('brings every item once, in the order of the keys, whatever the order of the list', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 10 }), (list, limit) => {
        expect(walk(list, limit)).toEqual([...list].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });

  it('does not promise a page that would be empty', () => {
    expect(pageOf(['a', 'b'], identity, undefined, 2).nextCursor).toBeNull();
    expect(pageOf([], identity, undefined, 2)).toEqual({ items: [], nextCursor: null });
    expect(pageOf(['a', 'b', 'c'], identity, undefined, 2).nextCursor).not.toBeNull();
  });

  it('goes on where it stood when items have come and gone', () => {
    const first = pageOf(['a', 'c', 'e', 'g'], identity, undefined, 2);
    const second = pageOf(['b', 'e', 'f', 'g'], identity, first.nextCursor ?? '', 2);
    expect([...first.items, ...second.items]).toEqual(['a', 'c', 'e', 'f']);
  });

  it('refuses a cursor that it did not give out', () => {
    expect(decodeCursor(encodeCursor('/chat user:ليلى'))).toBe('/chat user:ليلى');
    for (const cursor of ['A', '____', 'AA==']) expect(() => decodeCursor(cursor)).toThrow(CodedError);
  });
});
