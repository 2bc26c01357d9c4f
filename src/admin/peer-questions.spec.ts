import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PeerQuestions } from './peer-questions.js';

type Handler = (data: object) => void;

/** What every node hears of what any node publishes, like the real bus, but within this process. */
class Wire {
  private readonly handlers = new Map<string, Handler[]>();

  on(topic: string, handler: Handler): void {
    this.handlers.set(topic, [...(this.handlers.get(topic) ?? []), handler]);
  }

  publish(topic: string, data: object): void {
    for (const handler of this.handlers.get(topic) ?? []) handler(JSON.parse(JSON.stringify(data)) as object);
  }
}

// Real: the questions of several nodes, on fake time. The bus, the roster and Redis stand in memory.
describe('PeerQuestions', () => {
  let wire: Wire;
  let redis: { configured: boolean; available: boolean };
  let alive: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    wire = new Wire();
    redis = { configured: true, available: true };
    alive = ['a', 'b', 'c'];
  });
  afterEach(() => void vi.useRealTimers());

  function node(id: string): PeerQuestions {
    const roster = {
      get others() {
        return alive.filter((other) => other !== id);
      },
    };
    return new PeerQuestions(wire as never, roster as never, redis as never, { id } as never);
  }

  it('gathers the answers of all, its own first, each once', async () => {
    const [a] = ['a', 'b', 'c'].map((id) => {
      const questions = node(id);
      questions.on<{ n: number }>('double', ({ n }) => `${id}${n * 2}`);
      return questions;
    });
    expect(await a!.ask('double', { n: 4 })).toEqual({ answers: ['a8', 'b8', 'c8'], unreachable: [] });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for a silent node for a second and a half, and names it', async () => {
    const [a, b] = [node('a'), node('b')];
    for (const each of [a, b]) each.on('name', () => 'here');
    let settled = false;
    const asked = a.ask('name', {}).finally(() => (settled = true));
    await vi.advanceTimersByTimeAsync(1400);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(await asked).toEqual({ answers: ['here', 'here'], unreachable: ['c'] });
    wire.publish('admin:answered', { id: 'late', from: 'c', to: 'a', answer: 'late' });
  });

  it('asks nobody when the question is refused here', async () => {
    const [a, b] = [node('a'), node('b')];
    const answer = vi.fn();
    a.on('name', () => {
      throw new Error('refused');
    });
    b.on('name', answer);
    await expect(a.ask('name', {})).rejects.toThrow('refused');
    expect(answer).not.toHaveBeenCalled();
  });

  it('waits for nobody while Redis is away, nor without it, nor at the end', async () => {
    const a = node('a');
    a.on('name', () => 'a');
    const open = a.ask('name', {});
    a.onModuleDestroy();
    expect(await open).toEqual({ answers: ['a'], unreachable: ['b', 'c'] });
    redis.available = false;
    expect(await a.ask('name', {})).toEqual({ answers: ['a'], unreachable: ['b', 'c'] });
    redis.configured = false;
    expect(await a.ask('name', {})).toEqual({ answers: ['a'], unreachable: [] });
  });
});
