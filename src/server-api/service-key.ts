import { createHash, timingSafeEqual } from 'node:crypto';

import { Injectable, NotFoundException } from '@nestjs/common';

import { Config } from '../config/config.js';
import { CodedError } from '../errors/coded-error.js';

/** The key with which other services come. Without one configured there is no server API. */
@Injectable()
export class ServiceKey {
  private readonly expected: Buffer | undefined;

  constructor(config: Config) {
    this.expected = config.serviceApiKey === undefined ? undefined : digest(config.serviceApiKey);
  }

  /**
   * Passes for `Bearer <key>`. Takes the same time wherever a wrong key differs.
   * @throws NotFoundException when no key is configured.
   * @throws CodedError `AUTH_REQUIRED` or `AUTH_INVALID`.
   */
  check(authorization: string | undefined): void {
    if (this.expected === undefined) throw new NotFoundException();
    if (authorization === undefined || authorization.trim() === '') throw new CodedError('AUTH_REQUIRED');
    const key = /^bearer +(\S+)\s*$/i.exec(authorization)?.[1];
    if (key === undefined || !timingSafeEqual(digest(key), this.expected)) throw new CodedError('AUTH_INVALID');
  }
}

/** Of equal length for keys of any length. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
