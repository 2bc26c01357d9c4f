import { verify } from 'node:crypto';

import type { JwtService } from '@nestjs/jwt';

import type { SignedToken } from './signed-token.js';
import type { VerificationKey } from './verification-key.js';

/**
 * Whether a token was signed by the owner of the key, with the key's algorithm. Claims are not looked at: they are judged
 * afterwards, for all algorithms alike.
 */
export async function isSignedBy(
  jwt: JwtService,
  { algorithm, key }: VerificationKey,
  token: string,
  { signed, signature }: SignedToken,
): Promise<boolean> {
  // The library knows no EdDSA (RFC 8037).
  if (algorithm === 'EdDSA') return verify(null, signed, key, signature);
  const material =
    key.type === 'secret'
      ? { secret: key.export() }
      : { publicKey: key.export({ type: 'spki', format: 'pem' }).toString() };
  try {
    await jwt.verifyAsync(token, {
      ...material,
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    // The library has an error of its own for a wrong signature, and TypeErrors for a malformed one: both are a no.
    return false;
  }
}
