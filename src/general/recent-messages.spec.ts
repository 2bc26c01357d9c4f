import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { PrivateMessage } from './general.protocol.js';
import { RecentMessages } from './recent-messages.js';

function messageOf(senderId: string, text = 'hello'): PrivateMessage {
  return { id: `${senderId}-${text.length}`, senderId, userId: 'omar', message: text, createdAt: '' };
}

describe('RecentMessages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('knows a message by its sender and client id', () => {
    const recent = new RecentMessages();
    const message = messageOf('layla');
    recent.keep('c', message);
    expect(recent.find('layla', 'c')).toBe(message);
    expect(recent.find('layla', 'd')).toBeUndefined();
    expect(recent.find('noor', 'c')).toBeUndefined();
  });

  it('forgets it after five minutes', () => {
    const recent = new RecentMessages();
    recent.keep('c', messageOf('layla'));
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(recent.find('layla', 'c')).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(recent.find('layla', 'c')).toBeUndefined();
  });

  it('forgets the oldest when they take too much together', () => {
    const recent = new RecentMessages();
    const text = 'x'.repeat(4000);
    for (let index = 0; index < 2000; index += 1) recent.keep(`c${index}`, messageOf('layla', text));
    expect(recent.find('layla', 'c0')).toBeUndefined();
    expect(recent.find('layla', 'c1999')).toBeDefined();
    const known = Array.from({ length: 2000 }, (_, index) => recent.find('layla', `c${index}`)).filter(Boolean);
    expect(known.length * (text.length + 256)).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(known.length).toBeGreaterThan(900);
  });
});
