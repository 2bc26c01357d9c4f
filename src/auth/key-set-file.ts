import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

import { Logger } from '@nestjs/common';

import { KeySet } from './key-set.js';
import type { VerificationKey } from './verification-key.js';

/** How often the file is looked at, at most, in milliseconds. */
const LOOK_EVERY = 2_000;

/**
 * The keys of a JWKS file, which may change while the server runs: it is looked at again, at most every two seconds,
 * when a token arrives. While it is missing or makes no sense the last good keys stay in use.
 */
export class KeySetFile {
  private readonly logger = new Logger('Tokens');
  private keys: KeySet;
  private version: string;
  private lookedAt = performance.now();
  private looking: Promise<void> | undefined;

  /** Throws when the file cannot be read or holds no usable key. */
  constructor(private readonly path: string) {
    this.version = versionOf(statSync(path));
    this.keys = KeySet.parse(readFileSync(path, 'utf8'));
  }

  /** See {@link KeySet.find}. */
  async find(keyId: string | undefined): Promise<VerificationKey | undefined> {
    if (performance.now() - this.lookedAt >= LOOK_EVERY) {
      this.looking ??= this.look().finally(() => {
        this.looking = undefined;
      });
      await this.looking;
    }
    return this.keys.find(keyId);
  }

  private async look(): Promise<void> {
    try {
      const version = versionOf(await stat(this.path));
      if (version === this.version) return;
      // Noted before it is read, so that a file that makes no sense is complained of once.
      this.version = version;
      this.keys = KeySet.parse(await readFile(this.path, 'utf8'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`JWT_JWKS_FILE: the last good keys stay in use, because ${reason}`);
    } finally {
      this.lookedAt = performance.now();
    }
  }
}

function versionOf({ ino, size, mtimeMs }: { ino: number; size: number; mtimeMs: number }): string {
  return `${ino} ${size} ${mtimeMs}`;
}
