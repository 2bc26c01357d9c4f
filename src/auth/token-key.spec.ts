import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JwtService } from '@nestjs/jwt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '../config/load-config.js';
import { TokenIssuer } from './token-issuer.js';
import { installedSecret, tokenKeyFor } from './token-key.js';
import { TokenKeys } from './token-keys.js';
import { TokenSignatures } from './token-signatures.js';
import { TokenVerifier } from './token-verifier.js';

describe('the secret of an installation', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'secret-')), 'data');
  });
  afterEach(() => {
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  });

  it('is made once, is random, and is for its owner’s eyes only', () => {
    expect(installedSecret(dataDir)).toBeUndefined();
    const first = tokenKeyFor({ tokenKey: undefined, dataDir });
    const other = tokenKeyFor({ tokenKey: undefined, dataDir: `${dataDir}-2` });
    expect(first).toEqual({ kind: 'secret', secret: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/) as string });
    expect(tokenKeyFor({ tokenKey: undefined, dataDir })).toEqual(first);
    expect(other).not.toEqual(first);
    expect(statSync(join(dataDir, 'jwt-secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['jwt-secret']);
  });

  it('is not made where a key is configured', () => {
    const tokenKey = { kind: 'secret', secret: 'given' } as const;
    expect(tokenKeyFor({ tokenKey, dataDir })).toBe(tokenKey);
    expect(installedSecret(dataDir)).toBeUndefined();
  });

  it('is not used when its file was emptied: anybody could sign', () => {
    tokenKeyFor({ tokenKey: undefined, dataDir });
    writeFileSync(join(dataDir, 'jwt-secret'), '\n');
    expect(() => tokenKeyFor({ tokenKey: undefined, dataDir })).toThrow('jwt-secret holds no whole secret');
  });

  it('signs tokens that the server accepts', async () => {
    const config = loadConfig({ DATA_DIR: dataDir });
    const token = new TokenIssuer(new JwtService(), config).issue('layla', { expiresInSeconds: 60 });
    const { userId, issuedAt, expiresAt } = await new TokenVerifier(
      new TokenSignatures(),
      new TokenKeys(config),
      config,
    ).verify(token);
    expect(userId).toBe('layla');
    expect(Number(expiresAt) - Number(issuedAt)).toBe(60_000);
  });
});
