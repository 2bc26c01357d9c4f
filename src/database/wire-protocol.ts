/**
 * The parts of PostgreSQL's frontend/backend protocol (version 3, chapter 54 of its manual) that a session on the embedded
 * database needs: where messages begin and end, and a few of their types.
 */

/** One message: a type of one letter, the length of four bytes that counts itself, and the rest. */
export interface WireMessage {
  readonly type: string;
  /** All of it, type and length included. */
  readonly bytes: Uint8Array;
}

const HEAD = 5;

/** AuthenticationOk and ReadyForQuery: the whole answer to a session that begins. */
export const GREETING = Uint8Array.of(0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49);

/** The answer to a Parse that was not needed. */
export const PARSE_COMPLETE = Uint8Array.of(0x31, 0, 0, 0, 4);

/** A query that ends whatever transaction there is. */
export const ROLLBACK = simpleQuery('rollback');

/** A query that has every prepared statement planned anew. */
export const DISCARD_PLANS = simpleQuery('discard plans');

/** The whole messages at the beginning of the bytes, and what is left of the last one. */
export function splitMessages(bytes: Uint8Array): { readonly messages: WireMessage[]; readonly rest: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: WireMessage[] = [];
  let start = 0;
  while (bytes.length - start >= HEAD) {
    const end = start + 1 + view.getUint32(start + 1);
    if (end > bytes.length) break;
    messages.push({ type: String.fromCharCode(view.getUint8(start)), bytes: bytes.subarray(start, end) });
    start = end;
  }
  return { messages, rest: bytes.subarray(start) };
}

/** The length of the startup message, which has no type, or undefined when it is not whole. */
export function startupLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 4) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  return length <= bytes.length ? length : undefined;
}

/** The name and the text of a Parse. */
export function statementIn({ bytes }: WireMessage): { readonly name: string; readonly text: string } {
  const nameEnd = bytes.indexOf(0, HEAD);
  const textEnd = bytes.indexOf(0, nameEnd + 1);
  const read = (start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('utf8');
  return { name: read(HEAD, nameEnd), text: read(nameEnd + 1, textEnd) };
}

/** What an answer says, apart from its rows. */
export interface AnswerEnd {
  /** After it: `I` idle, `T` in a transaction, `E` in one that has failed. */
  readonly state: 'I' | 'T' | 'E';
  /** Whether something was completed or refused. */
  readonly concluded: boolean;
}

/** CommandComplete, ErrorResponse, EmptyQueryResponse. */
const CONCLUSIONS = new Set([0x43, 0x45, 0x49]);
const READY_FOR_QUERY = 0x5a;

/** How an answer ends, or undefined when it is not whole: its last message must be ReadyForQuery. */
export function endOf(answer: Uint8Array): AnswerEnd | undefined {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let concluded = false;
  for (let start = 0; start + HEAD < answer.length; start += 1 + view.getUint32(start + 1)) {
    const type = view.getUint8(start);
    if (type === READY_FOR_QUERY && start + HEAD + 1 === answer.length) {
      const state = String.fromCharCode(view.getUint8(start + HEAD));
      return state === 'I' || state === 'T' || state === 'E' ? { state, concluded } : undefined;
    }
    concluded ||= CONCLUSIONS.has(type);
  }
  return undefined;
}

/** The parts as one, in memory of its own. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function simpleQuery(text: string): Uint8Array {
  const bytes = Buffer.from(`Q\0\0\0\0${text}\0`, 'latin1');
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return Uint8Array.from(bytes);
}
