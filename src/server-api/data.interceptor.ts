import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Answers a success with `{ data }`, as acks do. */
@Injectable()
export class DataInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<{ readonly data: unknown }> {
    return next.handle().pipe(map((data: unknown) => ({ data: data ?? {} })));
  }
}
