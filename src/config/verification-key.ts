import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

const MINIMUM_RSA_BITS = 2048;
const EC_CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/** What {@link isVerificationKey} accepts, in words. */
export const VERIFICATION_KEYS = 'RSA of at least 2048 bits, EC P-256, P-384 or P-521, or Ed25519';

/** Whether tokens may be verified with this key: a public key of a kind and a strength that are still considered safe. */
export function isVerificationKey(key: KeyObject): boolean {
  if (key.type !== 'public') return false;
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return (details?.modulusLength ?? 0) >= MINIMUM_RSA_BITS;
    case 'ec':
      return EC_CURVES.includes(details?.namedCurve);
    case 'ed25519':
      return true;
    default:
      return false;
  }
}

/**
 * The PEM text as SPKI, or undefined when it holds no acceptable public key. Line ends may be written as `\n`, the way
 * a PEM is put on one line of an environment file. A private key is refused, although a public one follows from it: it
 * must not be where only verification happens.
 */
export function normalizePublicKey(text: string): string | undefined {
  const pem = text.replaceAll('\\n', '\n').trim();
  if (pem.includes('PRIVATE KEY')) return undefined;
  const key = parsed(() => createPublicKey(pem));
  if (key === undefined || !isVerificationKey(key)) return undefined;
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** Whether the text is a JWK Set with at least one key that {@link isVerificationKey} accepts. */
export function isKeySet(text: string): boolean {
  const set = parsed((): unknown => JSON.parse(text));
  if (typeof set !== 'object' || set === null || !('keys' in set) || !Array.isArray(set.keys)) return false;
  return set.keys.some((jwk: unknown) => {
    if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return false;
    const key = parsed(() => createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
    return key !== undefined && isVerificationKey(key);
  });
}

/** What `read` returns, or undefined where it throws: here a value that cannot be parsed is an answer, not a failure. */
function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
