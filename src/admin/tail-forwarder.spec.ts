import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TailedCommand } from './admin.protocol.js';
import { filterKey, type TailFilter } from './tail.js';
import { TailForwarder } from './tail-forwarder.js';
import type { TailDelivery } from './tail-requests.js';

const LINE: TailedCommand = {
  at: '2026-01-01T00:00:00.000Z',
  nodeId: 'here',
  userId: 'layla',
  socketId: 's',
  namespace: '/chat',
  event: 'chat:message',
  outcome: 'ok',
  durationMs: 1,
};

// Real: the forwarder and its tails, on fake time. The bus and the command log stand in memory.
describe('TailForwarder', () => {
  let observers: Set<(line: TailedCommand) => void>;
  let ask: (request: { from: string; filters: TailFilter[] }) => void;
  let sent: TailDelivery[];
  let forwarder: TailForwarder;

  beforeEach(() => {
    vi.useFakeTimers();
    observers = new Set();
    sent = [];
    const commands = {
      observe: (observer: (line: TailedCommand) => void) => {
        observers.add(observer);
        return () => observers.delete(observer);
      },
    };
    const bus = {
      on: (_topic: string, handler: typeof ask) => (ask = handler),
      publish: (_topic: string, delivery: TailDelivery) => sent.push(delivery),
    };
    forwarder = new TailForwarder(commands as never, bus as never, { id: 'here' } as never);
  });
  afterEach(() => void vi.useRealTimers());

  function happens(line: Partial<TailedCommand> = {}): void {
    for (const observer of observers) observer({ ...LINE, ...line });
  }

  it('sends what was asked for, to who asked, and listens only while someone does', () => {
    expect(observers.size).toBe(0);
    ask({ from: 'there', filters: [{ userId: 'layla' }, { namespace: '/' }] });
    ask({ from: 'here', filters: [{}] });
    happens();
    happens({ userId: 'omar' });
    vi.advanceTimersByTime(200);
    expect(sent).toEqual([{ to: 'there', lines: { [filterKey({ userId: 'layla' })]: [LINE] } }]);
    ask({ from: 'there', filters: [] });
    expect(observers.size).toBe(0);
  });

  it('sends no more than a hundred a second, and how many it left out', () => {
    ask({ from: 'there', filters: [{}] });
    for (let index = 0; index < 1000; index += 1) happens();
    vi.advanceTimersByTime(1300);
    const lines = sent.flatMap((delivery) => delivery.lines[filterKey({})] ?? []);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toMatchObject({ dropped: 900 });
  });

  it('goes on with a filter that is renewed, and ends one that is not', () => {
    ask({ from: 'there', filters: [{ userId: 'layla' }, {}] });
    for (let index = 0; index < 150; index += 1) happens();
    ask({ from: 'there', filters: [{ userId: 'layla' }] });
    vi.advanceTimersByTime(200);
    happens();
    vi.advanceTimersByTime(1300);
    expect(sent.flatMap(({ lines }) => lines[filterKey({ userId: 'layla' })] ?? [])).toHaveLength(101);
    expect(sent.flatMap(({ lines }) => lines[filterKey({})] ?? [])).toHaveLength(100);
  });

  it('forgets a node that renews nothing for six seconds, and everything at the end', () => {
    ask({ from: 'there', filters: [{}] });
    vi.advanceTimersByTime(6001);
    happens();
    expect(observers.size).toBe(0);
    ask({ from: 'there', filters: [{}] });
    happens();
    forwarder.onModuleDestroy();
    expect(observers.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(sent).toEqual([]);
  });
});
