import { Injectable } from '@nestjs/common';

import { CodedError } from '../errors/coded-error.js';
import type { TokenClaims } from './token-claims.js';
import { TokenVerifier } from './token-verifier.js';
import { UserDirectory, type User } from './user.js';

/** Who a token stands for. */
export interface Authentication {
  readonly user: User;
  /** In milliseconds since 1970, as is the next. */
  readonly issuedAt: number | undefined;
  readonly expiresAt: number | undefined;
}

/** From a token to the user behind it. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly directory: UserDirectory,
  ) {}

  /** @throws CodedError `AUTH_*`, the one that says why. */
  async authenticate(token: unknown): Promise<Authentication> {
    return this.admit(await this.verify(token));
  }

  /** The first half: what the token says, if it can be trusted. @throws CodedError `AUTH_*`. */
  verify(token: unknown): Promise<TokenClaims> {
    return this.verifier.verify(token);
  }

  /** The second half: the user of a verified token, as they are now. @throws CodedError `AUTH_*`. */
  async admit({ userId, issuedAt, expiresAt }: TokenClaims): Promise<Authentication> {
    const user = await this.find(userId);
    if (user === undefined) throw new CodedError('AUTH_USER_NOT_FOUND');
    if (user.disabled) throw new CodedError('AUTH_USER_DISABLED');
    if (user.revokedAt !== null && !issuedAfter(issuedAt, user.revokedAt)) throw new CodedError('AUTH_INVALID');
    return { user, issuedAt, expiresAt };
  }

  private async find(userId: string): Promise<User | undefined> {
    try {
      return await this.directory.find(userId);
    } catch (error) {
      throw new CodedError('AUTH_FAILED', { cause: error });
    }
  }
}

/**
 * Whether a token, issued at so many milliseconds since 1970, is newer than a revocation. Tokens tell whole seconds: one of
 * the same second counts as older.
 */
export function issuedAfter(issuedAt: number | undefined, revokedAt: Date): boolean {
  return issuedAt !== undefined && Math.floor(issuedAt / 1000) > Math.floor(revokedAt.getTime() / 1000);
}
