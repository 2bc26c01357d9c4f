import { Injectable } from '@nestjs/common';

import { Config } from '../config/config.js';
import { CodedError } from '../errors/coded-error.js';
import { parseToken, type SignedToken } from './signed-token.js';
import { invalid, judgeClaims, type TokenClaims } from './token-claims.js';
import { TokenKeys } from './token-keys.js';
import { TokenSignatures } from './token-signatures.js';

const MAX_TOKEN_BYTES = 8192;

/**
 * Verifies tokens (JWT, RFC 7519) against the configured keys. The algorithm is the key's, whatever the token says, and
 * extensions that a token calls critical are refused, since none is understood.
 */
@Injectable()
export class TokenVerifier {
  constructor(
    private readonly signatures: TokenSignatures,
    private readonly keys: TokenKeys,
    private readonly config: Config,
  ) {}

  /** @throws CodedError `AUTH_REQUIRED`, `AUTH_EXPIRED` or `AUTH_INVALID`. */
  async verify(token: unknown): Promise<TokenClaims> {
    if (typeof token !== 'string' || token === '') throw new CodedError('AUTH_REQUIRED');
    if (token.length > MAX_TOKEN_BYTES) throw invalid('it is too long');
    const parsed = parseToken(token);
    if (parsed === undefined) throw invalid('it is not a signed token');
    await this.verifySignature(token, parsed);
    const { tokenIssuer: issuer, tokenAudience: audience } = this.config;
    return judgeClaims(parsed.claims, { issuer, audience }, new Date());
  }

  private async verifySignature(token: string, parsed: SignedToken): Promise<void> {
    const { alg, kid, crit } = parsed.header;
    if (crit !== undefined) throw invalid('it has critical extensions');
    if (kid !== undefined && typeof kid !== 'string') throw invalid('its key id is not a text');
    const key = await this.keys.find(kid);
    if (key === undefined) throw invalid('its key is unknown');
    if (alg !== key.algorithm) throw invalid('its algorithm is not that of the key');
    if (!(await this.signatures.verify(key, token, parsed))) throw invalid('its signature is wrong');
  }
}
