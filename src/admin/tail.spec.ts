import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { CommandRecord } from '../telemetry/command-record.js';
import type { TailedCommand, TailGap } from './admin.protocol.js';
import { Tail, type TailFilter } from './tail.js';

const RECORD: CommandRecord = {
  at: '2026-01-01T00:00:00.000Z',
  userId: 'layla',
  socketId: 's',
  namespace: '/chat',
  event: 'chat:message',
  outcome: 'ok',
  durationMs: 1,
  ip: '10.0.0.1',
};

describe('Tail', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function tailOf(filter: TailFilter): { tail: Tail; lines: (TailedCommand | TailGap)[] } {
    const lines: (TailedCommand | TailGap)[] = [];
    return { tail: new Tail('own', filter, (line) => lines.push(line)), lines };
  }

  it('tells a command without the address of its sender', () => {
    const { tail, lines } = tailOf({});
    tail.offer({ ...RECORD, errorId: 'e' });
    const { ip: _ip, ...rest } = RECORD;
    expect(lines).toEqual([rest]);
  });

  it('tells what the filter lets pass, and nothing of its own socket', () => {
    const { tail, lines } = tailOf({ userId: 'layla', namespace: '/chat' });
    tail.offer({ ...RECORD, userId: 'omar' });
    tail.offer({ ...RECORD, namespace: '/' });
    tail.offer({ ...RECORD, socketId: 'own' });
    tail.offer(RECORD);
    expect(lines).toHaveLength(1);
  });

  it('tells a hundred a second, then how many more there were', () => {
    const { tail, lines } = tailOf({});
    for (let index = 0; index < 130; index += 1) tail.offer(RECORD);
    expect(lines).toHaveLength(100);
    vi.advanceTimersByTime(1000);
    expect(lines).toHaveLength(101);
    expect(lines[100]).toEqual({ at: expect.any(String) as string, dropped: 30 });
    tail.offer(RECORD);
    expect(lines).toHaveLength(102);
    vi.advanceTimersByTime(5000);
    expect(lines).toHaveLength(102);
  });

  it('says no more when it is closed', () => {
    const { tail, lines } = tailOf({});
    for (let index = 0; index < 130; index += 1) tail.offer(RECORD);
    tail.close();
    vi.advanceTimersByTime(5000);
    expect(lines).toHaveLength(100);
  });
});
