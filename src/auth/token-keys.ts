import { Injectable } from '@nestjs/common';
import type { JwtVerifyOptions } from '@nestjs/jwt';

import { Config } from '../config/config.js';
import { tokenKeyFor } from './token-key.js';

/** The key with which tokens are verified, and what else is asked of them. */
@Injectable()
export class TokenKeys {
  private readonly options: JwtVerifyOptions;

  constructor(config: Config) {
    const key = tokenKeyFor(config);
    if (key.kind !== 'secret') throw new Error('only JWT_SECRET is supported by this build');
    this.options = {
      secret: key.secret,
      algorithms: ['HS256'],
      ...(config.tokenIssuer === undefined ? {} : { issuer: config.tokenIssuer }),
      ...(config.tokenAudience === undefined ? {} : { audience: config.tokenAudience }),
    };
  }

  verifyOptions(): JwtVerifyOptions {
    return this.options;
  }
}
