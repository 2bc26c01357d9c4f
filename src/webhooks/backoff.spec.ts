import { describe, expect, it } from 'vitest';

import { backoffMs } from './backoff.js';

const NOW = Date.parse('2026-07-25T12:00:00Z');
const refusal = { attempts: 1, retryAfter: null, gone: false };
const longest = (more: Partial<Parameters<typeof backoffMs>[0]>): number => backoffMs({ ...refusal, ...more }, NOW, 1);

describe('backoffMs', () => {
  it('doubles from a quarter of a second to ten minutes, however long it takes', () => {
    expect([1, 2, 3, 4, 12, 13, 100_000].map((attempts) => longest({ attempts }))).toEqual([
      250, 500, 1000, 2000, 512_000, 600_000, 600_000,
    ]);
  });

  it('leaves half to chance', () => {
    expect(backoffMs({ ...refusal, attempts: 3 }, NOW, 0)).toBe(500);
    expect(backoffMs({ ...refusal, attempts: 3 }, NOW, 0.5)).toBe(750);
  });

  it.each([
    ['30', 30_000],
    ['Sat, 25 Jul 2026 12:00:45 GMT', 45_000],
    ['Sat, 25 Jul 2026 11:00:00 GMT', 250],
    ['0', 250],
    ['999999999', 3_600_000],
    ['soon', 250],
    ['-5', 250],
    ['', 250],
  ])('heeds Retry-After: %s', (retryAfter, ms) => {
    expect(longest({ retryAfter })).toBe(ms);
  });

  it('asks one that is gone again after ten minutes', () => {
    expect(longest({ gone: true })).toBe(600_000);
  });
});
