import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TailedCommand, TailGap } from './admin.protocol.js';
import { filterKey, Tail, type TailFilter } from './tail.js';

const LINE: TailedCommand = {
  at: '2026-01-01T00:00:00.000Z',
  nodeId: 'node',
  userId: 'layla',
  socketId: 's',
  namespace: '/chat',
  event: 'chat:message',
  outcome: 'ok',
  durationMs: 1,
};

describe('Tail', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function tailOf(filter: TailFilter): { tail: Tail; lines: (TailedCommand | TailGap)[] } {
    const lines: (TailedCommand | TailGap)[] = [];
    return { tail: new Tail(filter, (line) => lines.push(line), 'own'), lines };
  }

  it('tells what the filter lets pass, and nothing of its own socket', () => {
    const { tail, lines } = tailOf({ userId: 'layla', namespace: '/chat' });
    tail.offer({ ...LINE, userId: 'omar' });
    tail.offer({ ...LINE, namespace: '/' });
    tail.offer({ ...LINE, socketId: 'own' });
    tail.offer(LINE);
    expect(lines).toHaveLength(1);
  });

  it('tells a hundred a second, then how many more there were', () => {
    const { tail, lines } = tailOf({});
    for (let index = 0; index < 130; index += 1) tail.offer(LINE);
    expect(lines).toHaveLength(100);
    vi.advanceTimersByTime(1000);
    expect(lines).toHaveLength(101);
    expect(lines[100]).toEqual({ at: expect.any(String) as string, dropped: 30 });
    tail.offer(LINE);
    expect(lines).toHaveLength(102);
    vi.advanceTimersByTime(5000);
    expect(lines).toHaveLength(102);
  });

  it('says no more when it is closed', () => {
    const { tail, lines } = tailOf({});
    for (let index = 0; index < 130; index += 1) tail.offer(LINE);
    tail.close();
    vi.advanceTimersByTime(5000);
    expect(lines).toHaveLength(100);
  });

  it('counts what another node has left out as left out', () => {
    const { tail, lines } = tailOf({ userId: 'layla' });
    tail.offer({ at: LINE.at, dropped: 7 });
    tail.offer(LINE);
    expect(lines).toEqual([LINE]);
    vi.advanceTimersByTime(1000);
    expect(lines[1]).toEqual({ at: expect.any(String) as string, dropped: 7 });
  });
});

describe('filterKey', () => {
  it('is the same for filters that let the same pass, and for no others', () => {
    expect(filterKey({ userId: undefined })).toBe(filterKey({}));
    const filters: TailFilter[] = [{}, { userId: 'a' }, { namespace: '/' }, { userId: 'a', namespace: '/' }];
    expect(new Set(filters.map(filterKey)).size).toBe(filters.length);
  });
});
