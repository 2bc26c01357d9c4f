import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

import { CodedError } from '../../errors/coded-error.js';
import { callerOf } from './command-context.js';

/** Lets a command pass while its sender's token is valid. The token itself was verified when the socket connected. */
@Injectable()
export class SessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (callerOf(context).session.expired(Date.now())) throw new CodedError('AUTH_EXPIRED');
    return true;
  }
}
