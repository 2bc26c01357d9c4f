import type { ExecutionContext, NestInterceptor } from '@nestjs/common';

/**
 * An interceptor that only wants to know when a handler has completed. Where every interceptor of a handler is of this kind,
 * the command runs without observables; `intercept` does the same for whoever calls the handler through Nest.
 */
export interface CompletionInterceptor extends NestInterceptor {
  /** Called when the handler has returned, or what it returned has resolved; not when it has failed. Must not throw. */
  completed(context: ExecutionContext): void;
}

export function isCompletionInterceptor(interceptor: NestInterceptor): interceptor is CompletionInterceptor {
  return 'completed' in interceptor && typeof interceptor.completed === 'function';
}
