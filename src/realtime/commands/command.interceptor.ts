import { Injectable, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

import type { Caller } from './caller.js';
import { callerOf } from './command-context.js';
import { CommandTelemetry } from './command-telemetry.js';
import type { CompletionInterceptor } from './completion-interceptor.js';

/** Measures and logs every command that its handler completed. What fails passes the {@link ErrorFilter} instead. */
@Injectable()
export class CommandInterceptor implements CompletionInterceptor {
  constructor(private readonly telemetry: CommandTelemetry) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = callerOf(context);
    return next.handle().pipe(
      tap(() => {
        if (caller.pending) this.completed(caller);
      }),
    );
  }

  completed(caller: Caller): void {
    this.telemetry.succeeded(caller);
  }
}
