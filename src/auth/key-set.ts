import { createPublicKey, type JsonWebKey } from 'node:crypto';

import { isVerificationKey } from '../config/verification-key.js';
import { publicKey, type VerificationKey } from './verification-key.js';

/** The public keys of a JWK Set (RFC 7517) that tokens may be verified with. */
export class KeySet {
  private constructor(
    private readonly byId: ReadonlyMap<string, VerificationKey>,
    private readonly only: VerificationKey | undefined,
  ) {}

  /**
   * Keys that are of another kind, too weak, private, meant for something else or for an algorithm that is not
   * understood are left out, as the standard asks. Throws when the text is no JWK Set, or nothing is left.
   */
  static parse(text: string): KeySet {
    const set: unknown = JSON.parse(text);
    if (!isRecord(set) || !Array.isArray(set['keys'])) throw new Error('it is not a JWK Set');
    const byId = new Map<string, VerificationKey>();
    const all: VerificationKey[] = [];
    for (const jwk of set['keys']) {
      const key = isRecord(jwk) && isForTokens(jwk) ? keyOf(jwk) : undefined;
      if (key === undefined || !isRecord(jwk)) continue;
      all.push(key);
      if (typeof jwk['kid'] === 'string') byId.set(jwk['kid'], key);
    }
    if (all.length === 0) throw new Error('it holds no public key that tokens can be verified with');
    return new KeySet(byId, all.length === 1 ? all[0] : undefined);
  }

  /** The key of that id; without an id, the only key when there is just one. */
  find(keyId: string | undefined): VerificationKey | undefined {
    return keyId === undefined ? this.only : this.byId.get(keyId);
  }
}

function isForTokens(jwk: Record<string, unknown>): boolean {
  if ('d' in jwk || (jwk['use'] ?? 'sig') !== 'sig') return false;
  return !Array.isArray(jwk['key_ops']) || jwk['key_ops'].includes('verify');
}

function keyOf(jwk: Record<string, unknown>): VerificationKey | undefined {
  const made = publicKeyOf(jwk);
  if (made === undefined) return undefined;
  // A key that was made for another algorithm of its kind, such as PS256, is not used with ours.
  return jwk['alg'] === undefined || jwk['alg'] === made.algorithm ? made : undefined;
}

function publicKeyOf(jwk: JsonWebKey): VerificationKey | undefined {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return isVerificationKey(key) ? publicKey(key) : undefined;
  } catch {
    // Of a kind that this Node does not know, or malformed: a set may hold such keys.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
