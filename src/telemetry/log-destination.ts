import { createRequire } from 'node:module';

import { destination, type DestinationStream } from 'pino';

/** What is kept of lines that standard output does not take in time; beyond it lines are lost, not memory. */
const LARGEST_BACKLOG_BYTES = 16_777_216;

/**
 * Standard output: JSON lines in production, text for people otherwise, if the package for it is installed.
 *
 * JSON is written in the background, so that a slow reader of the log does not stop the server, and to the end when the
 * process exits; a process that is killed loses what was not written yet.
 */
export function logDestination(production: boolean): DestinationStream {
  const prettify = production ? undefined : loadPrettifier();
  if (prettify === undefined) return destination({ dest: 1, sync: false, maxLength: LARGEST_BACKLOG_BYTES });
  return { write: (line) => process.stdout.write(prettify(line)) };
}

/** Undefined where development packages are not installed. */
function loadPrettifier(): ((line: string) => string) | undefined {
  const require = createRequire(import.meta.url);
  try {
    const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
    return prettyFactory({
      colorize: process.stdout.isTTY,
      singleLine: true,
      ignore: 'pid,hostname,context',
      translateTime: 'SYS:HH:MM:ss.l',
      messageFormat: '{if context}[{context}] {end}{msg}',
    });
  } catch {
    return undefined;
  }
}
