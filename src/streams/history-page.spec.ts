import { describe, expect, it } from 'vitest';

import { historyPage, PAGE_BYTES } from './history-page.js';

const heavy = 'x'.repeat(PAGE_BYTES / 4);

describe('a page of history', () => {
  it('has as many as were asked for, and says whether there are more', () => {
    expect(historyPage([1, 2, 3], 2)).toEqual({ items: [1, 2], hasMore: true });
    expect(historyPage([1, 2], 2)).toEqual({ items: [1, 2], hasMore: false });
    expect(historyPage([], 2)).toEqual({ items: [], hasMore: false });
  });

  it('ends before it weighs too much', () => {
    expect(historyPage([heavy, heavy, heavy, heavy, 1], 10)).toEqual({ items: [heavy, heavy, heavy], hasMore: true });
  });

  it('has one, however heavy', () => {
    const huge = heavy.repeat(5);
    expect(historyPage([huge, 1], 10)).toEqual({ items: [huge], hasMore: true });
    expect(historyPage([huge], 10)).toEqual({ items: [huge], hasMore: false });
  });
});
