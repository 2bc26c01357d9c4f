import { randomUUID } from 'node:crypto';

import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

import { CodedError } from '../../errors/coded-error.js';
import type { Caller } from './caller.js';
import { callerOf } from './command-context.js';
import { CommandTelemetry } from './command-telemetry.js';

/** Answers whatever a command throws. The only place where a failure gets its wire form. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly telemetry: CommandTelemetry) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    this.answer(exception, callerOf(host));
  }

  /** Tells the caller of the failure. Unexpected ones are logged under an id, and only the id is told. */
  answer(exception: unknown, caller: Caller): void {
    const error = exception instanceof CodedError ? exception : this.unexpected(exception, caller);
    if (caller.fail(error.toBody(caller.session.locale, caller.event))) {
      this.telemetry.failed(caller, error);
    }
  }

  private unexpected(exception: unknown, caller: Caller): CodedError {
    const errorId = randomUUID();
    const stack = exception instanceof Error ? exception.stack : String(exception);
    this.logger.error(`${errorId} in ${caller.namespace}: ${stack ?? ''}`);
    return new CodedError('SOCKET_ERROR', { details: { errorId }, cause: exception });
  }
}
