import { describe, expect, it } from 'vitest';

import { RecentSet } from './recent-set.js';

describe('RecentSet', () => {
  it('keeps as many as it may, and forgets the one that was added first', () => {
    const set = new RecentSet(2);
    for (const text of ['a', 'b', 'a', 'c']) set.add(text);
    expect(['a', 'b', 'c'].map((text) => set.has(text))).toEqual([true, false, true]);
  });
});
