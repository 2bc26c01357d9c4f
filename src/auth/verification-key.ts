import { createSecretKey, type KeyObject } from 'node:crypto';

/** The signature algorithms that are understood, by their names in a token's header (RFC 7518, RFC 8037). */
export type TokenAlgorithm = 'HS256' | 'RS256' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA';

/** A key with the one algorithm that it is used with. What a token says of its algorithm must agree; it decides nothing. */
export interface VerificationKey {
  readonly algorithm: TokenAlgorithm;
  readonly key: KeyObject;
}

/** HS256 with the bytes of the text. */
export function secretKey(secret: string): VerificationKey {
  return { algorithm: 'HS256', key: createSecretKey(secret, 'utf8') };
}

/** The key with the algorithm that follows from its kind, or undefined when there is none. */
export function publicKey(key: KeyObject): VerificationKey | undefined {
  const algorithm = algorithmOf(key);
  return algorithm === undefined ? undefined : { algorithm, key };
}

function algorithmOf(key: KeyObject): TokenAlgorithm | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'RS256';
    case 'ed25519':
      return 'EdDSA';
    case 'ec':
      return algorithmOfCurve(key.asymmetricKeyDetails?.namedCurve);
    default:
      return undefined;
  }
}

function algorithmOfCurve(curve: string | undefined): TokenAlgorithm | undefined {
  switch (curve) {
    case 'prime256v1':
      return 'ES256';
    case 'secp384r1':
      return 'ES384';
    case 'secp521r1':
      return 'ES512';
    default:
      return undefined;
  }
}
