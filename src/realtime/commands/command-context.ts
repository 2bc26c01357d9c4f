import type { ArgumentsHost } from '@nestjs/common';

import { Caller } from './caller.js';

/**
 * The caller of the command that a guard, pipe, interceptor or filter looks at. The dispatcher hands it to Nest in the
 * place of the ack callback, so that nothing else can answer.
 */
export function callerOf(host: ArgumentsHost): Caller {
  const caller: unknown = host.getArgs()[2];
  if (caller instanceof Caller) return caller;
  throw new Error('a command reached its handler without the dispatcher');
}

/** The payload as it came, before any validation. */
export function rawPayloadOf(host: ArgumentsHost): unknown {
  return host.getArgs()[1];
}

/** A field of a payload that may be anything. */
export function fieldOf(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, name)) return undefined;
  return (payload as Readonly<Record<string, unknown>>)[name];
}
