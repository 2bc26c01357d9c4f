import { CodedError } from '../errors/coded-error.js';
import { DatabaseError } from './database-error.js';

/** SQLSTATE classes: connection, credentials, no such database, resources, operator intervention, system, internal. */
const AWAY_CLASSES = ['08', '28', '3D', '53', '57', '58', 'XX'];

/** Idle too long in a transaction (the server has hung up), and a server that has become a read-only replica. */
const AWAY_STATES = ['25P03', '25006'];

/** What the drivers say in plain errors, without a code. */
const AWAY_MESSAGES =
  /^(Query read timeout|timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after|Called end on pool|PGlite is clos|Transaction is closed|The server does not support SSL)/;

/**
 * Turns whatever a driver or Drizzle threw into what the port promises. Errors that did not come from the database,
 * such as one thrown by the work of a transaction, pass through untouched.
 */
export function toDatabaseError(thrown: unknown): unknown {
  const error = isDrizzleQueryError(thrown) ? thrown.cause : thrown;
  if (!(error instanceof Error) || error instanceof CodedError || error instanceof DatabaseError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (isAway(error, code)) return new CodedError('UNAVAILABLE', { cause: error });
  if (!/^[0-9A-Z]{5}$/.test(code)) return error;
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
  return new DatabaseError(safeMessage(error, code), code, constraint);
}

/** Passes a promise on, with its rejection in the port's terms. */
export async function translated<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** By its shape, so that whoever uses the driver alone need not load Drizzle. */
function isDrizzleQueryError(error: unknown): error is Error {
  return error instanceof Error && 'query' in error && 'params' in error && error.message.startsWith('Failed query: ');
}

function isAway(error: Error, code: string): boolean {
  if ('syscall' in error || error instanceof AggregateError) return true;
  if (/^[0-9A-Z]{5}$/.test(code) && (AWAY_CLASSES.includes(code.slice(0, 2)) || AWAY_STATES.includes(code)))
    return true;
  // Sockets and TLS report codes such as ECONNRESET, EPIPE, ERR_TLS_CERT_ALTNAME_INVALID.
  return /^(E[A-Z]{4,}$|ERR_(SSL|TLS|STREAM|SOCKET)|CERT_|DEPTH_ZERO)/.test(code) || AWAY_MESSAGES.test(error.message);
}

/** Messages of class 22 quote the value that was wrong. */
function safeMessage(error: Error, code: string): string {
  return code.startsWith('22') ? 'a value is not valid for its type' : error.message;
}
