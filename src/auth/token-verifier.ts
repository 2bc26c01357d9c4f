import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

import { CodedError } from '../errors/coded-error.js';
import { TokenKeys } from './token-keys.js';

/** What a token says, once it was verified. */
export interface TokenClaims {
  readonly userId: string;
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

const MAX_TOKEN_BYTES = 8192;
const USER_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Verifies tokens against the configured key. The algorithm is the key's, whatever the token says. */
@Injectable()
export class TokenVerifier {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: TokenKeys,
  ) {}

  /** @throws CodedError `AUTH_REQUIRED`, `AUTH_EXPIRED` or `AUTH_INVALID`. */
  async verify(token: unknown): Promise<TokenClaims> {
    if (typeof token !== 'string' || token === '') throw new CodedError('AUTH_REQUIRED');
    if (token.length > MAX_TOKEN_BYTES) throw new CodedError('AUTH_INVALID');
    const claims = await this.claimsOf(token);
    const userId = claims['userId'] ?? claims['sub'];
    if (typeof userId !== 'string' || !USER_ID.test(userId)) throw new CodedError('AUTH_INVALID');
    return { userId, issuedAt: dateOf(claims['iat']), expiresAt: dateOf(claims['exp']) };
  }

  private async claimsOf(token: string): Promise<Record<string, unknown>> {
    try {
      return await this.jwt.verifyAsync<Record<string, unknown>>(token, this.keys.verifyOptions());
    } catch (error) {
      const expired = error instanceof Error && error.name === 'TokenExpiredError';
      throw new CodedError(expired ? 'AUTH_EXPIRED' : 'AUTH_INVALID', { cause: error });
    }
  }
}

function dateOf(seconds: unknown): Date | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1000) : undefined;
}
