import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

import { callerOf } from './command-context.js';
import { CommandTelemetry } from './command-telemetry.js';

/** Measures and logs every command that its handler completed. What fails passes the {@link ErrorFilter} instead. */
@Injectable()
export class CommandInterceptor implements NestInterceptor {
  constructor(private readonly telemetry: CommandTelemetry) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = callerOf(context);
    return next.handle().pipe(
      tap(() => {
        if (caller.pending) this.telemetry.succeeded(caller);
      }),
    );
  }
}
