import { scrub } from './scrub.js';

const DEEPEST_CAUSE = 4;

/** What a log tells of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message?: string;
  /** A SQLSTATE, an `ECONNREFUSED` or a code of our own. */
  readonly code?: string;
  /** The frames alone. */
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

/**
 * An error for the log, with its causes. Of messages only what cannot contain what a user wrote: parsers and databases
 * quote the value that they stumble over, and Drizzle appends all parameters of the query. Other properties, such as the
 * `detail` of a constraint violation, are left out for the same reason.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const message = quotesData(error, code) ? undefined : withoutParameters(scrub(error.message));
  const stack = framesOf(error.stack);
  return {
    type: error.name,
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(error.cause === undefined || depth === DEEPEST_CAUSE ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The lines of a stack that say where, without the first ones, which repeat the message. */
export function framesOf(stack: string | undefined): string | undefined {
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames === undefined || frames.length === 0 ? undefined : frames.join('\n');
}

/** `JSON.parse`, and SQLSTATE class 22 (data exception). */
function quotesData(error: Error, code: string | undefined): boolean {
  return error instanceof SyntaxError || (code !== undefined && /^22\w{3}$/.test(code));
}

function withoutParameters(message: string): string {
  return message.replace(/\nparams: [^]*$/, '');
}
