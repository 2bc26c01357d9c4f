import { describe, expect, it, vi } from 'vitest';

import { QuestionBatch } from './question-batch.js';

const echo = (questions: readonly string[]): Promise<Map<string, string>> =>
  Promise.resolve(new Map(questions.map((question) => [question, question.toUpperCase()])));

describe('QuestionBatch', () => {
  it('asks once for all that are asked in one turn, and once for those who ask the same', async () => {
    const ask = vi.fn(echo);
    const batch = new QuestionBatch(ask, '');
    const answers = await Promise.all(['a', 'b', 'a'].map((question) => batch.answer(question)));
    expect(answers).toEqual(['A', 'B', 'A']);
    expect(ask.mock.calls).toEqual([[['a', 'b']]]);
  });

  it('keeps to the limits, and loses nobody', async () => {
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    const batch = new QuestionBatch<string>(
      async (questions) => {
        sizes.push(questions.length);
        running += 1;
        most = Math.max(most, running);
        const answers = await echo(questions);
        running -= 1;
        return answers;
      },
      '',
      { size: 10, requests: 2 },
    );
    const answers = await Promise.all(Array.from({ length: 45 }, (_, n) => batch.answer(`q${n}`)));
    expect(answers).toEqual(Array.from({ length: 45 }, (_, n) => `Q${n}`));
    expect(sizes).toEqual([10, 10, 10, 10, 5]);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('gathers what is asked soon after a request, but not for long, and never many', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const sizes: number[] = [];
    const batch = new QuestionBatch<string>((questions) => {
      sizes.push(questions.length);
      return echo(questions);
    }, 'none');
    let asked = 0;
    const ask = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) void batch.answer(`q${asked++}`);
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await ask(1);
    await ask(2);
    await ask(2);
    expect(sizes).toEqual([1]);
    vi.advanceTimersByTime(4);
    expect(sizes).toEqual([1, 4]);
    await ask(3);
    await ask(100);
    expect(sizes).toEqual([1, 4, 103]);
    vi.advanceTimersByTime(10);
    await ask(1);
    expect(sizes).toEqual([1, 4, 103, 1]);
    vi.useRealTimers();
  });

  it('answers otherwise what has no answer', async () => {
    const batch = new QuestionBatch<boolean>(() => Promise.resolve(new Map([['yes', true]])), false);
    expect(await Promise.all([batch.answer('yes'), batch.answer('no')])).toEqual([true, false]);
  });

  it('lets those who wait behind a long failure not wait again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let fail: ((error: Error) => void) | undefined;
    const ask = vi.fn(() => new Promise<never>((_, reject) => (fail = reject)));
    const batch = new QuestionBatch<string>(ask, '', { size: 1, requests: 1 });
    const outcomes = Promise.allSettled([batch.answer('first'), batch.answer('second')]);
    await vi.waitFor(() => expect(ask).toHaveBeenCalledOnce());
    vi.advanceTimersByTime(4600);
    fail?.(new Error('away'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(ask).toHaveBeenCalledOnce();
    vi.useRealTimers();
    ask.mockImplementation(() => Promise.reject(new Error('refused')));
    await expect(batch.answer('third')).rejects.toThrow('refused');
  });
});
