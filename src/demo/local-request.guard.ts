import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

import { CodedError } from '../errors/coded-error.js';
import { isLocalRequest } from './local-request.js';

/** Lets in who sits at this machine, and nobody else: what is behind it asks for no credentials. */
@Injectable()
export class LocalRequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!isLocalRequest(context.switchToHttp().getRequest<Request>())) throw new CodedError('FORBIDDEN');
    return true;
  }
}
