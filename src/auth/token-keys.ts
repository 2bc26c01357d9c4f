import { createPublicKey } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Config, type TokenKey } from '../config/config.js';
import { KeySetFile } from './key-set-file.js';
import { tokenKeyFor } from './token-key.js';
import { publicKey, secretKey, type VerificationKey } from './verification-key.js';

/** The keys with which tokens are verified. */
@Injectable()
export class TokenKeys {
  private readonly source: VerificationKey | KeySetFile;

  constructor(config: Config) {
    this.source = sourceOf(tokenKeyFor(config));
  }

  /** The key for a token whose header names `keyId`, or names none. A single configured key answers to every name. */
  async find(keyId: string | undefined): Promise<VerificationKey | undefined> {
    return this.source instanceof KeySetFile ? this.source.find(keyId) : this.source;
  }
}

function sourceOf(key: TokenKey): VerificationKey | KeySetFile {
  switch (key.kind) {
    case 'secret':
      return secretKey(key.secret);
    case 'public-key': {
      const made = publicKey(createPublicKey(key.pem));
      if (made === undefined) throw new Error('JWT_PUBLIC_KEY is of a kind that tokens cannot be verified with');
      return made;
    }
    case 'jwks-file':
      return new KeySetFile(key.path);
  }
}
