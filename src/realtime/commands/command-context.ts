import type { ArgumentsHost, Type } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/internal';

import { Caller } from './caller.js';

/** The handler of a command: which method of which gateway. */
export interface CommandHandler {
  readonly gateway: Type<object>;
  readonly method: (...args: unknown[]) => unknown;
  /** The canonical name of the command. */
  readonly pattern: string;
}

/** What the enhancers of a handler are told of one command: the same as Nest tells them. */
export class CommandContext extends ExecutionContextHost {
  constructor(
    { gateway, method, pattern }: CommandHandler,
    socket: unknown,
    readonly payload: unknown,
    readonly caller: Caller,
  ) {
    super([socket, payload, caller, pattern], gateway, method);
    this.setType('ws');
  }
}

/**
 * The caller of the command that a guard, pipe, interceptor or filter looks at. The dispatcher hands it to Nest in the
 * place of the ack callback, so that nothing else can answer.
 */
export function callerOf(host: ArgumentsHost): Caller {
  if (host instanceof CommandContext) return host.caller;
  const caller: unknown = host.getArgs()[2];
  if (caller instanceof Caller) return caller;
  throw new Error('a command reached its handler without the dispatcher');
}

/** The payload as it came, before any validation. */
export function rawPayloadOf(host: ArgumentsHost): unknown {
  return host instanceof CommandContext ? host.payload : host.getArgs()[1];
}

/** A field of a payload that may be anything. */
export function fieldOf(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, name)) return undefined;
  return (payload as Readonly<Record<string, unknown>>)[name];
}
