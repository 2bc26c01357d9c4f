import { beforeEach, describe, expect, it } from 'vitest';

import { EngineSessions } from './engine-sessions.js';
import { endOf, GREETING, joined, PARSE_COMPLETE, splitMessages } from './wire-protocol.js';

const STARTUP = Uint8Array.of(0, 0, 0, 8, 0, 3, 0, 0);

function message(type: string, body = ''): Uint8Array {
  const bytes = Buffer.from(`${type}0000${body}`, 'latin1');
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
}

const ready = (state: string): Uint8Array => message('Z', state);
const query = (text: string): Uint8Array => message('Q', `${text}\0`);
const parse = (name: string, text: string): Uint8Array => message('P', `${name}\0${text}\0\0\0`);
const run = (name: string): Uint8Array =>
  joined([message('B', `\0${name}\0`), message('E', '\0\0\0\0\0'), message('S')]);
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('EngineSessions', () => {
  let executed: string[];
  let answered: { session: number; text: string }[];
  let sessions: EngineSessions;
  /** What the connection answers next; by default it completes, and is idle unless a transaction was begun. */
  let answers: Uint8Array[];

  beforeEach(() => {
    executed = [];
    answered = [];
    answers = [];
    let state = 'I';
    sessions = new EngineSessions(
      (bytes) => {
        const { messages } = splitMessages(bytes);
        executed.push(
          messages.map(({ type, bytes: all }) => type + (type === 'Q' ? textOf(all.slice(5, -1)) : '')).join(''),
        );
        if (executed.at(-1) === 'Qbegin') state = 'T';
        if (/^Q(commit|rollback)$/.test(executed.at(-1) ?? '')) state = 'I';
        const prepared = messages.some(({ type }) => type === 'P') ? [PARSE_COMPLETE] : [];
        return answers.shift() ?? joined([...prepared, message('C', 'DONE\0'), ready(state)]);
      },
      (session, bytes) => answered.push({ session, text: textOf(bytes) }),
    );
  });

  const begin = (...ids: number[]): void => {
    for (const id of ids) sessions.receive(id, STARTUP);
    answered = [];
  };

  it('greets a session that starts, also when its first message comes in pieces', () => {
    sessions.receive(1, STARTUP.slice(0, 3));
    expect(answered).toEqual([]);
    sessions.receive(1, joined([STARTUP.slice(3), query('one')]));
    expect(answered[0]).toEqual({ session: 1, text: textOf(GREETING) });
    expect(executed).toEqual(['Qone']);
  });

  it('runs what asks for an answer as one, whatever pieces it comes in', () => {
    begin(1);
    const bytes = joined([parse('', 'select'), run(''), query('next')]);
    for (const byte of bytes) sessions.receive(1, Uint8Array.of(byte));
    expect(executed).toEqual(['PBES', 'Qnext']);
    expect(answered.map(({ session }) => session)).toEqual([1, 1]);
  });

  it('lets the others wait while one is in a transaction, and then go on in the order in which they asked', () => {
    begin(1, 2, 3);
    sessions.receive(1, query('begin'));
    sessions.receive(3, query('three'));
    sessions.receive(2, query('two'));
    sessions.receive(1, query('within'));
    expect(executed).toEqual(['Qbegin', 'Qwithin']);
    sessions.receive(1, query('commit'));
    expect(executed).toEqual(['Qbegin', 'Qwithin', 'Qcommit', 'Qthree', 'Qtwo']);
    expect(answered.map(({ session }) => session)).toEqual([1, 1, 1, 3, 2]);
  });

  it('rolls back what a session leaves open, and drops what it still waited for', () => {
    begin(1, 2);
    sessions.receive(1, query('begin'));
    sessions.receive(2, query('two'));
    sessions.end(2);
    sessions.end(1);
    expect(executed).toEqual(['Qbegin', 'Qrollback']);
    begin(3);
    sessions.receive(3, query('three'));
    expect(executed.at(-1)).toBe('Qthree');
  });

  it('does not roll back for a session that is not in a transaction', () => {
    begin(1, 2);
    sessions.receive(1, query('begin'));
    sessions.end(2);
    expect(executed).toEqual(['Qbegin']);
  });

  it('prepares a statement once for all sessions', () => {
    begin(1, 2);
    sessions.receive(1, joined([parse('add', 'insert'), run('add')]));
    sessions.receive(2, joined([parse('add', 'insert'), run('add')]));
    expect(executed).toEqual(['PBES', 'BES']);
    // The second session cannot tell the difference.
    expect(answered[1]?.text).toBe(answered[0]?.text);
  });

  it('prepares again what could not be, and what is another text', () => {
    begin(1, 2);
    answers = [joined([message('E', 'refused\0\0'), ready('I')])];
    sessions.receive(1, joined([parse('add', 'insert'), run('add')]));
    sessions.receive(1, joined([parse('add', 'insert'), run('add')]));
    sessions.receive(2, joined([parse('add', 'another'), run('add')]));
    expect(executed).toEqual(['PBES', 'PBES', 'PBES']);
  });

  it('keeps a statement that one session closes', () => {
    begin(1, 2);
    sessions.receive(1, joined([parse('add', 'insert'), run('add')]));
    sessions.receive(1, joined([message('C', 'Sadd\0'), message('S')]));
    sessions.receive(2, joined([parse('add', 'insert'), run('add')]));
    expect(executed).toEqual(['PBES', 'S', 'BES']);
  });

  it('has statements planned anew, though not in the middle of a transaction', () => {
    begin(1);
    sessions.receive(1, query('begin'));
    sessions.forgetPlans();
    expect(executed).toEqual(['Qbegin']);
    sessions.receive(1, query('commit'));
    sessions.forgetPlans();
    expect(executed).toEqual(['Qbegin', 'Qcommit', 'Qdiscard plans']);
    expect(answered).toHaveLength(2);
  });

  it.each([
    ['is empty', new Uint8Array()],
    ['does not end', message('C', 'DONE\0')],
    ['tells nothing', ready('I')],
    ['ends in no state', joined([message('C', 'DONE\0'), ready('?')])],
  ])('throws when an answer %s', (_, bad) => {
    begin(1);
    answers = [bad];
    expect(() => sessions.receive(1, query('one'))).toThrow('no whole answer');
  });
});

describe('endOf', () => {
  it('tells the state after an answer, and whether something came of it', () => {
    expect(endOf(joined([message('C', 'DONE\0'), ready('T')]))).toEqual({ state: 'T', concluded: true });
    expect(endOf(joined([message('E', 'refused\0\0'), ready('E')]))).toEqual({ state: 'E', concluded: true });
    expect(endOf(joined([PARSE_COMPLETE, ready('I')]))).toEqual({ state: 'I', concluded: false });
  });

  it('is not deceived by rows that look like an end', () => {
    expect(endOf(joined([message('D', textOf(ready('I')))]))).toBeUndefined();
    expect(endOf(joined([message('C', 'DONE\0'), ready('I'), message('D', 'x')]))).toBeUndefined();
  });
});
