import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

import { Config } from '../config/config.js';
import { tokenKeyFor } from './token-key.js';

/** Signs tokens for trying the server out. Works only with a secret. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: Config,
  ) {}

  /** @throws Error when the server verifies with a public key: then only its owner signs. */
  issue(userId: string, { expiresInSeconds = 86_400 }: { expiresInSeconds?: number } = {}): string {
    const key = tokenKeyFor(this.config);
    if (key.kind !== 'secret') throw new Error('tokens are signed elsewhere: this server has only a public key');
    return this.jwt.sign({ userId }, { secret: key.secret, algorithm: 'HS256', expiresIn: expiresInSeconds });
  }
}
