import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';

import { CodedError } from '../errors/coded-error.js';
import { describeError } from './error-description.js';

/** What `pg` throws: an error with the failing row in its properties. */
class DatabaseError extends Error {
  override readonly name = 'error';
  readonly detail = 'Key (client_id)=(private words) already exists.';

  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

describe('describeError', () => {
  it('tells type, message, code, frames and causes', () => {
    const cause = new DatabaseError('duplicate key value violates unique constraint "a"', '23505');
    const description = describeError(new CodedError('UNAVAILABLE', { cause }));
    expect(description).toMatchObject({
      type: 'CodedError',
      message: 'UNAVAILABLE',
      code: 'UNAVAILABLE',
      cause: { type: 'error', message: 'duplicate key value violates unique constraint "a"', code: '23505' },
    });
    expect(description.stack).toMatch(/^ +at /);
  });

  it.each([
    ['the failing row', new DatabaseError('duplicate key', '23505')],
    ['the value in a data exception', new DatabaseError('invalid input syntax: "private words"', '22P02')],
    ['the parameters of a query', new DrizzleQueryError('insert into a values ($1)', ['private words\nmore'])],
    ['the text that is not JSON', jsonError('private words')],
    ['what was thrown instead of an error', 'private words'],
  ])('leaves out %s', (_what, error) => {
    expect(JSON.stringify(describeError(new Error('outer', { cause: error })))).not.toContain('private');
  });

  it('keeps the query', () => {
    expect(describeError(new DrizzleQueryError('select 1', [])).message).toBe('Failed query: select 1');
  });

  it('leaves out tokens and credentials', () => {
    const { message } = describeError(new Error('bad eyJhbGci.eyJzdWIi.c2ln at postgres://me:hunter2@db/x'));
    expect(message).toBe('bad [token] at postgres://[credentials]@db/x');
  });

  it('ends where causes go round', () => {
    const error = new Error('a');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"type"/g)).toHaveLength(5);
  });
});

function jsonError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
