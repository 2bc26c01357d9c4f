import { describe, expect, it } from 'vitest';

import { contradictions, type History, type SentMessage, type StoredMessage, type Witness } from './history.js';

const stored = (seq: number): StoredMessage => ({
  id: `e.${seq}`,
  seq,
  senderId: 'layla',
  clientId: `c${seq}`,
  content: `message ${seq}`,
});
const sent = (seq: number, more: Partial<SentMessage> = {}): SentMessage => ({
  senderId: 'layla',
  clientId: `c${seq}`,
  content: `message ${seq}`,
  answer: { id: `e.${seq}`, seq },
  refusals: [],
  unanswered: 0,
  attempts: 1,
  connection: 'socket',
  ...more,
});
const witness = (seqs: readonly number[], from = 0, troubles: string[] = []): Witness => ({
  name: 'omar',
  from,
  received: seqs.map(stored),
  troubles,
});
const THREE: History = {
  stored: [1, 2, 3].map(stored),
  sent: [1, 2, 3].map((seq) => sent(seq)),
  witnesses: [witness([1, 2, 3]), witness([3], 2)],
};
const check = (change: Partial<History>): string[] => contradictions({ ...THREE, ...change });

describe('the check of a history', () => {
  it('finds nothing in one that is right', () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    ['a message is missing', [1, 3], 'omar: 1 missing: 2'],
    ['the newest one is missing', [1, 2], 'omar: 1 missing: 3'],
    ['a message comes twice', [1, 2, 2, 3], 'omar: #2 came twice'],
    ['messages come in another order', [1, 3, 2], 'omar: #2 came after #3'],
    ['a message comes that nobody stored', [1, 2, 3, 4], 'omar: #4 is not what the store has'],
  ])('sees that %s', (_, seqs, expected) => {
    expect(check({ witnesses: [witness(seqs)] })).toEqual([expected]);
  });

  it('sees that a message comes which the join had told', () => {
    expect(check({ witnesses: [witness([2, 3], 2)] })).toEqual(['omar: #2 came although its join told it already']);
  });

  it('takes over what went wrong for a client', () => {
    expect(check({ witnesses: [witness([1, 2, 3], 0, ['could not join'])] })).toEqual(['omar: could not join']);
  });

  it('sees that an acknowledged message is not stored, or elsewhere', () => {
    expect(check({ sent: [...THREE.sent, sent(4)] })).toEqual([
      'store: layla/c4 was acknowledged as #4 and is not there',
    ]);
    const elsewhere = sent(3, { answer: { id: 'e.2', seq: 2 } });
    expect(check({ sent: [sent(1), sent(2), elsewhere] })).toContain(
      'store: layla/c3 was acknowledged as #2 and is not there',
    );
  });

  it('takes a message without an answer, or with an uncertain one, for possible', () => {
    const unanswered = sent(3, { answer: undefined, unanswered: 1 });
    const away = sent(3, { answer: undefined, refusals: ['UNAVAILABLE'] });
    for (const last of [unanswered, away]) {
      expect(check({ sent: [sent(1), sent(2), last] })).toEqual([]);
      expect(check({ sent: [...THREE.sent, { ...last, clientId: 'c4' }] })).toEqual([]);
    }
  });

  it('sees that a refused message is stored', () => {
    const refused = sent(3, { answer: undefined, refusals: ['RATE_LIMITED'] });
    expect(check({ sent: [sent(1), sent(2), refused] })).toEqual([
      'store: layla/c3 was refused with RATE_LIMITED and is there',
    ]);
  });

  it('sees that the store has a message twice, or one that nobody sent, or a gap', () => {
    const again = { ...stored(3), seq: 4, id: 'e.4' };
    expect(check({ stored: [...THREE.stored, again], witnesses: [] })).toEqual(['store: layla/c3 is there twice']);
    expect(check({ sent: [sent(1), sent(2)] })).toEqual(['store: nobody sent layla/c3']);
    expect(check({ stored: [stored(1), stored(2), stored(4)], sent: [sent(1), sent(2)], witnesses: [] })).toEqual([
      'store: #4 stands at place 3',
      'store: nobody sent layla/c4',
    ]);
  });

  it('sees that a connection’s later message overtook an earlier one', () => {
    expect(check({ sent: [sent(2), sent(1), sent(3)] })).toEqual([
      'socket: c1 was overtaken by what was sent after it',
    ]);
    expect(check({ sent: [sent(2), sent(1, { connection: 'other' }), sent(3)] })).toEqual([]);
  });
});
