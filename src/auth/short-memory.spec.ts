import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ShortMemory } from './short-memory.js';

const HIT_MS = 5000;
const MISS_MS = 1000;

describe('ShortMemory', () => {
  let memory: ShortMemory<string | undefined>;
  /** The look-ups that were made, in their order: what ends each. */
  let answers: ((value: string | undefined) => void)[];
  const lookUp = vi.fn(
    () =>
      new Promise<string | undefined>((resolve) => {
        answers.push(resolve);
      }),
  );

  beforeEach(() => {
    vi.useFakeTimers();
    lookUp.mockClear();
    answers = [];
    memory = new ShortMemory({ hitMs: HIT_MS, missMs: MISS_MS, most: 2, isMiss: (value) => value === undefined });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const recall = (key = 'layla'): Promise<string | undefined> => memory.recall(key, lookUp);

  it('looks up once for all who ask, until it is forgotten by time', async () => {
    const asked = [recall(), recall()];
    answers[0]?.('here');
    expect(await Promise.all(asked)).toEqual(['here', 'here']);
    vi.setSystemTime(Date.now() + HIT_MS - 1);
    expect(await recall()).toBe('here');
    expect(lookUp).toHaveBeenCalledOnce();
    vi.setSystemTime(Date.now() + 1);
    void recall();
    expect(lookUp).toHaveBeenCalledTimes(2);
  });

  it('remembers a miss for a shorter time, and a failure not at all', async () => {
    const asked = recall();
    answers[0]?.(undefined);
    expect(await asked).toBeUndefined();
    vi.setSystemTime(Date.now() + MISS_MS);
    lookUp.mockRejectedValueOnce(new Error('away'));
    await expect(recall()).rejects.toThrow('away');
    void recall();
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('gives nobody what was looked up before it was told to forget', async () => {
    const early = recall();
    memory.forget('layla');
    const late = recall();
    answers[0]?.('outdated');
    answers[1]?.('outdated too');
    memory.forget('layla');
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    answers[2]?.('current');
    expect(await Promise.all([early, late])).toEqual(['current', 'current']);
    expect(await recall()).toBe('current');
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('forgets all keys that begin so, and no other', async () => {
    const asked = ['room a', 'rooms'].map(recall);
    memory.forgetAll('room ');
    for (const answer of answers) answer('first');
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    answers[2]?.('second');
    expect(await Promise.all(asked)).toEqual(['second', 'first']);
  });

  it('keeps no more keys than it may, the latest of them', async () => {
    for (const key of ['a', 'b', 'c']) {
      const asked = recall(key);
      answers.at(-1)?.(key);
      await asked;
    }
    expect(await recall('c')).toBe('c');
    expect(await recall('b')).toBe('b');
    void recall('a');
    expect(lookUp).toHaveBeenCalledTimes(4);
  });
});
