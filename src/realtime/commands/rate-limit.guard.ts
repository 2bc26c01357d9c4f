import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

import { callerOf } from './command-context.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';

/** Counts the command against its user's allowance, whatever becomes of it afterwards. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const counted = this.limiter.consume(callerOf(context).userId);
    return counted === undefined ? true : counted.then(() => true);
  }
}
