import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { KeySetFile } from './key-set-file.js';

const key = (): KeyObject => generateKeyPairSync('ed25519').publicKey;
const setOf = (...ids: string[]): string =>
  JSON.stringify({ keys: ids.map((kid) => ({ ...key().export({ format: 'jwk' }), kid })) });

describe('KeySetFile', () => {
  let path: string;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    path = join(mkdtempSync(join(tmpdir(), 'jwks-')), 'jwks.json');
    writeFileSync(path, setOf('old'));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    rmSync(join(path, '..'), { recursive: true, force: true });
  });

  const replace = (content: string): void => {
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  };

  it('uses the new keys two seconds after the file changed, and no longer the old', async () => {
    const file = new KeySetFile(path);
    replace(setOf('new', 'newer'));
    expect(await file.find('new')).toBeUndefined();
    vi.advanceTimersByTime(2_000);
    const found = await Promise.all([file.find('new'), file.find('newer'), file.find('old')]);
    expect(found.map((one) => one !== undefined)).toEqual([true, true, false]);
  });

  it('keeps the last good keys while the file is missing or makes no sense, and says so once a change', async () => {
    const file = new KeySetFile(path);
    for (const broken of ['{"keys":[', '{"keys":[]}', '[]']) {
      replace(broken);
      for (let look = 0; look < 2; look++) {
        vi.advanceTimersByTime(2_000);
        expect(await file.find('old')).toBeDefined();
      }
    }
    expect(vi.mocked(Logger.prototype.warn)).toHaveBeenCalledTimes(3);
    rmSync(path);
    vi.advanceTimersByTime(2_000);
    expect(await file.find('old')).toBeDefined();
    replace(setOf('new'));
    vi.advanceTimersByTime(2_000);
    expect(await file.find('new')).toBeDefined();
  });

  it('does not start with a file that it cannot use', () => {
    replace('{"keys":[]}');
    expect(() => new KeySetFile(path)).toThrow('no public key');
    expect(() => new KeySetFile(`${path}.nowhere`)).toThrow('ENOENT');
  });
});
