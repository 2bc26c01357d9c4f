import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';

import { ERROR_CATALOGUE, type ErrorCode, type Locale } from '../../../src/errors/catalogue.js';
import type { ErrorBody } from '../../../src/errors/coded-error.js';
import { ruleMessage } from '../../../src/errors/rule-messages.js';
import { collect, next, recordAcks, request, type Reply } from '../../support/client.js';
import { MARKER } from './world.js';

/** An event that no namespace knows: its answer comes after everything that was sent before it. */
const BARRIER = 'no:such:event';

const KEYS = ['code', 'message', 'retryable', 'details', 'retryAfterMs', 'event'];

/** Sends a command with a callback, and sees to it that the callback is called once and nothing else comes of it. */
export async function ask(socket: Socket, event: string, ...args: unknown[]): Promise<Reply> {
  const errors = collect(socket, 'error');
  const acks = recordAcks(socket);
  const reply = await new Promise<Reply>((resolve) => socket.emit(event, ...args, resolve));
  await request(socket, BARRIER);
  expect(acks, `acks of ${event} and of what followed`).toHaveLength(2);
  expect(errors.items).toEqual([]);
  expect(Object.keys(reply)).toHaveLength(1);
  return reply;
}

/** Sends a command without a callback, and returns the one `error` event that comes of it. */
export async function askWithoutCallback(socket: Socket, event: string, ...args: unknown[]): Promise<ErrorBody> {
  const errors = collect<ErrorBody>(socket, 'error');
  const failed = next<ErrorBody>(socket, 'error');
  socket.emit(event, ...args);
  const error = await failed;
  await request(socket, BARRIER);
  expect(errors.items).toEqual([error]);
  return error;
}

/** A failure in its one shape: the catalogue's words in the client's language, and nothing of what was sent. */
export function expectError(error: ErrorBody | undefined, code: ErrorCode, locale: Locale, event: string): void {
  const { message, retryable } = ERROR_CATALOGUE[code];
  expect(error).toMatchObject({ code, message: message[locale], retryable, event });
  expect(KEYS).toEqual(expect.arrayContaining(Object.keys(error!)));
  expect(JSON.stringify(error)).not.toContain(MARKER);
  expect(error!.details === undefined).toBe(code !== 'VALIDATION_FAILED');
  expect(error!.retryAfterMs === undefined).toBe(code !== 'RATE_LIMITED');
  if (Array.isArray(error!.details)) {
    expect(error!.details).not.toHaveLength(0);
    for (const detail of error!.details as readonly unknown[]) {
      const message = expect.stringMatching(LETTERS[locale]) as string;
      expect(detail).toEqual({ path: expect.any(String) as string, message });
      // Every rule that is broken has words of its own.
      expect(detail).not.toMatchObject({ message: ruleMessage('a rule without a message', locale) });
    }
  }
}

const LETTERS: Readonly<Record<Locale, RegExp>> = { ar: /^[\u0600-\u06ff].*$/, en: /^[a-z].*$/ };
