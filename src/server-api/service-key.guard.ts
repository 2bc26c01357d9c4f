import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

import { CodedError } from '../errors/coded-error.js';
import { Lifecycle } from '../telemetry/lifecycle.js';
import { ServiceKey } from './service-key.js';

/** Lets services in that know the key, while this node takes on work. */
@Injectable()
export class ServiceKeyGuard implements CanActivate {
  constructor(
    private readonly key: ServiceKey,
    private readonly lifecycle: Lifecycle,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    this.key.check(context.switchToHttp().getRequest<Request>().headers.authorization);
    if (this.lifecycle.draining) throw new CodedError('SHUTTING_DOWN');
    return true;
  }
}
