import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Config, TokenKey } from '../config/config.js';

const MINIMUM_LENGTH = 43; // 32 bytes in base64url

/** The configured key; without one, a secret of this installation, made once in the data folder. */
export function tokenKeyFor(config: Pick<Config, 'tokenKey' | 'dataDir'>): TokenKey {
  return config.tokenKey ?? { kind: 'secret', secret: installedSecret(config.dataDir) ?? makeSecret(config.dataDir) };
}

/** The secret that an earlier start has made, or undefined. Throws when the file was damaged: a short secret is guessed. */
export function installedSecret(dataDir: string): string | undefined {
  const path = join(dataDir, 'jwt-secret');
  if (!existsSync(path)) return undefined;
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < MINIMUM_LENGTH)
    throw new Error(`${path} holds no whole secret: remove it to have a new one made`);
  return secret;
}

function makeSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'jwt-secret');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    // Fails when another process was first: then its secret counts.
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8').trim();
}
