import { describe, expect, it } from 'vitest';

import { MessageWindow } from '../../client/chat/message-window.js';
import type { Message } from '../../client/client.js';

function message(seq: number): Message {
  return {
    id: `m${seq}`,
    conversationId: 'c',
    seq,
    senderId: 'layla',
    type: 'text',
    content: `${seq}`,
    metadata: {},
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

/** The messages with the seqs from `first` to `last`. */
function messages(first: number, last: number): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
}

/** A window on a conversation that begins with the seq `first`. */
function windowOf(first: number, last: number): MessageWindow {
  const window = new MessageWindow();
  window.reset(messages(first, last), first > 1);
  return window;
}

function ends(window: MessageWindow): unknown[] {
  return [window.list[0]?.seq, window.list.at(-1)?.seq, window.list.length, window.hasMore, window.newer];
}

// No part of it is replaced: it knows nobody else.
describe('The messages that a screen shows', () => {
  it('are the latest 2,000, in order and each once, in whatever order they come', () => {
    const window = windowOf(1, 50);
    for (const each of messages(51, 2100).reverse()) window.add(each);
    for (const each of messages(51, 2100)) window.add(each);
    expect(ends(window)).toEqual([101, 2100, 2000, true, 0]);
    expect(window.list.map(({ seq }) => seq)).toEqual(messages(101, 2100).map(({ seq }) => seq));
  });

  it('stay while they are held, and what is more is counted beside them', () => {
    const window = windowOf(1, 50);
    window.hold(true);
    for (const each of messages(51, 5000)) window.add(each);
    expect(ends(window)).toEqual([1, 4000, 4000, false, 1000]);
    window.add(message(4990));
    window.change(4990, (old) => ({ ...old, content: 'other' }));
    expect(window.find(4990)?.content).toBe('other');
    expect(window.count(({ seq }) => seq > 3999)).toBe(1001);
    window.hold(false);
    expect(ends(window)).toEqual([3001, 5000, 2000, true, 0]);
    expect(window.list.map(({ seq }) => seq)).toEqual(messages(3001, 5000).map(({ seq }) => seq));
    expect(window.find(4990)?.content).toBe('other');
  });

  it('have no gap when they are let go after more than can wait', () => {
    const window = windowOf(101, 150);
    window.hold(true);
    for (const each of messages(151, 9000)) window.add(each);
    expect(ends(window)).toEqual([101, 4100, 4000, true, 4900]);
    window.hold(false);
    expect(ends(window)).toEqual([7001, 9000, 2000, true, 0]);
    window.prepend(messages(6901, 7000), true);
    expect(ends(window)).toEqual([6901, 9000, 2100, true, 0]);
  });

  it('keep all that was loaded, held or not', () => {
    const window = windowOf(6001, 6050);
    window.hold(true);
    for (let first = 5901; first > 1000; first -= 100) window.prepend(messages(first, first + 99), true);
    window.add(message(6051));
    expect(ends(window)).toEqual([1001, 6050, 5050, true, 1]);
    window.hold(false);
    expect(ends(window)).toEqual([4052, 6051, 2000, true, 0]);
  });

  it('begin anew with a snapshot', () => {
    const window = windowOf(1, 50);
    window.hold(true);
    for (const each of messages(51, 7000)) window.add(each);
    window.reset(messages(8001, 8050), true);
    expect(ends(window)).toEqual([8001, 8050, 50, true, 0]);
    window.add(message(8051));
    expect(ends(window)).toEqual([8001, 8051, 51, true, 0]);
  });
});
