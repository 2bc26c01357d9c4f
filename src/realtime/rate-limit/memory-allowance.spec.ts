import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MemoryAllowance } from './memory-allowance.js';

describe('MemoryAllowance', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives no more than the limit in any span of the window, and says how long to wait', () => {
    const allowance = new MemoryAllowance(2, 1000);
    expect(allowance.take('layla')).toBe(0);
    vi.advanceTimersByTime(900);
    expect(allowance.take('layla')).toBe(0);
    expect(allowance.take('layla')).toBe(100);
    vi.advanceTimersByTime(100);
    expect(allowance.take('layla')).toBe(0);
    expect(allowance.take('layla')).toBe(900);
    expect(allowance.take('omar')).toBe(0);
  });

  it('looks without counting', () => {
    const allowance = new MemoryAllowance(1, 1000);
    expect([allowance.wait('layla'), allowance.wait('layla')]).toEqual([0, 0]);
    allowance.take('layla');
    expect(allowance.wait('layla')).toBe(1000);
  });

  it('keeps counting right over many windows', () => {
    const allowance = new MemoryAllowance(3000, 1000);
    for (let turn = 0; turn < 5; turn += 1) {
      for (let use = 0; use < 3000; use += 1) expect(allowance.take('layla')).toBe(0);
      expect(allowance.take('layla')).toBe(1000);
      vi.advanceTimersByTime(1000);
    }
  });
});
