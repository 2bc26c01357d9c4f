import { Injectable, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

import { callerOf } from './command-context.js';
import { CommandTelemetry } from './command-telemetry.js';
import type { CompletionInterceptor } from './completion-interceptor.js';

/** Measures and logs every command that its handler completed. What fails passes the {@link ErrorFilter} instead. */
@Injectable()
export class CommandInterceptor implements CompletionInterceptor {
  constructor(private readonly telemetry: CommandTelemetry) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap(() => this.completed(context)));
  }

  completed(context: ExecutionContext): void {
    const caller = callerOf(context);
    if (caller.pending) this.telemetry.succeeded(caller);
  }
}
