import { describeError, framesOf } from './error-description.js';
import { scrub } from './scrub.js';

/** One line for the log. */
export interface LogLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string | undefined;
}

/**
 * Makes a line of the arguments with which Nest calls a `LoggerService`: a message, which may be an error or an object,
 * then anything, perhaps a stack, and last the name of the class that logs.
 */
export function logLineOf(message: unknown, parameters: readonly unknown[]): LogLine {
  const fields: Record<string, unknown> = {};
  const rest = [...parameters];
  const last = rest.at(-1);
  if (typeof last === 'string' && framesOf(last) === undefined) {
    fields.context = last;
    rest.pop();
  }
  const details: unknown[] = [];
  for (const parameter of rest) {
    const frames = typeof parameter === 'string' ? framesOf(parameter) : undefined;
    if (parameter instanceof Error) fields.err ??= describeError(parameter);
    else if (frames !== undefined) fields.err ??= { type: 'Error', stack: frames };
    else if (parameter !== undefined) details.push(typeof parameter === 'string' ? scrub(parameter) : parameter);
  }
  if (details.length > 0) fields.details = details;

  if (message instanceof Error) {
    const err = describeError(message);
    return { fields: { ...fields, err }, text: err.message ?? err.type };
  }
  if (typeof message === 'object' && message !== null) return { fields: { ...message, ...fields }, text: undefined };
  return { fields, text: scrub(String(message)) };
}
