import { describe, expect, it, vi } from 'vitest';

import { BoundedProbe } from './bounded-probe.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('BoundedProbe', () => {
  it('gives the answer', async () => {
    expect(await new BoundedProbe(async () => 7, 1000).outcome()).toEqual({ answer: 7 });
  });

  it('says that there is none, and nothing of why', async () => {
    const probe = new BoundedProbe(() => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')), 1000);
    expect(await probe.outcome()).toEqual({ failure: 'unreachable' });
  });

  it('does not wait longer than its limit, and asks again the next time', async () => {
    const ask = vi.fn<() => Promise<string>>().mockImplementationOnce(never).mockResolvedValueOnce('back');
    const probe = new BoundedProbe(ask, 20);
    expect(await probe.outcome()).toEqual({ failure: 'no answer in time' });
    expect(await probe.outcome()).toEqual({ answer: 'back' });
  });

  it('asks once however many want to know', async () => {
    const ask = vi.fn(async () => 'up');
    const probe = new BoundedProbe(ask, 1000);
    await Promise.all(Array.from({ length: 100 }, () => probe.outcome()));
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
