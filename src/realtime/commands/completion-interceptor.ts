import type { NestInterceptor } from '@nestjs/common';

import type { CompletionListener } from './caller.js';

/**
 * An interceptor that only wants to know when a handler has completed. Where every interceptor of a handler is of this kind,
 * the command runs without observables; `intercept` does the same for whoever calls the handler through Nest.
 */
export interface CompletionInterceptor extends NestInterceptor, CompletionListener {}

export function isCompletionInterceptor(interceptor: NestInterceptor): interceptor is CompletionInterceptor {
  return 'completed' in interceptor && typeof interceptor.completed === 'function';
}
