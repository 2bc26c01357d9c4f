import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { throwError, timeout, type Observable } from 'rxjs';

import { LIMITS } from '../database/limits.js';
import { CodedError } from '../errors/coded-error.js';

/**
 * Answers `UNAVAILABLE` before five seconds have passed: a request asks the database several things one after the other, each
 * of which may take almost as long. As with every `UNAVAILABLE`, what it asked for may be done all the same.
 */
@Injectable()
export class TimeLimitInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const late = (): Observable<never> =>
      throwError(() => new CodedError('UNAVAILABLE', { cause: new Error('the request took too long') }));
    return next.handle().pipe(timeout({ first: LIMITS.answer, with: late }));
  }
}
