import { hash, verify, type KeyObject } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

import { RecentSet } from './recent-set.js';
import type { SignedToken } from './signed-token.js';
import type { VerificationKey } from './verification-key.js';

/** How many tokens of a key are remembered, by their hashes: clients come back with the token that they had. */
const REMEMBERED = 20_000;

/** What is kept with a key, for as long as the key is in use. */
interface KeyState {
  readonly library: JwtService;
  readonly verified: RecentSet;
}

/** Whether tokens were signed by the owner of a key. */
@Injectable()
export class TokenSignatures {
  private readonly states = new WeakMap<KeyObject, KeyState>();

  /**
   * True when the token was signed with the key and its algorithm. Claims are not looked at: they are judged afterwards, each
   * time, for all algorithms alike. A signature that was right stays right, so it is computed once.
   */
  async verify(key: VerificationKey, token: string, parsed: SignedToken): Promise<boolean> {
    const { library, verified } = this.stateOf(key.key);
    const fingerprint = hash('sha256', token, 'base64');
    if (verified.has(fingerprint)) return true;
    if (!(await isSignedBy(library, key, token, parsed))) return false;
    verified.add(fingerprint);
    return true;
  }

  private stateOf(key: KeyObject): KeyState {
    let state = this.states.get(key);
    if (state === undefined) {
      // The library takes a key as it is only from its own options, and parses any other anew for each token.
      const options = key.type === 'secret' ? { secret: key } : { publicKey: key };
      state = { library: new JwtService(options), verified: new RecentSet(REMEMBERED) };
      this.states.set(key, state);
    }
    return state;
  }
}

async function isSignedBy(
  library: JwtService,
  { algorithm, key }: VerificationKey,
  token: string,
  { signed, signature }: SignedToken,
): Promise<boolean> {
  // The library knows no EdDSA (RFC 8037).
  if (algorithm === 'EdDSA') return verify(null, signed, key, signature);
  try {
    await library.verifyAsync(token, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    // The library has an error of its own for a wrong signature, and TypeErrors for a malformed one: both are a no.
    return false;
  }
}
