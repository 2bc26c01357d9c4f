import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { loadConfig } from '../config/load-config.js';
import { TokenKeys } from './token-keys.js';
import { TokenSignatures } from './token-signatures.js';
import { TokenVerifier } from './token-verifier.js';

const SECRET = 'a secret of more than thirty-two bytes';
const now = Math.floor(Date.now() / 1000);
const CLAIMS = { userId: 'layla', iat: now, exp: now + 60 };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function verifierWith(env: NodeJS.ProcessEnv): TokenVerifier {
  const config = loadConfig(env);
  return new TokenVerifier(new TokenSignatures(), new TokenKeys(config), config);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Signs whatever it is given, also what no library would. */
function token(header: unknown, claims: unknown, signer: string | KeyObject): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${signatureOf(signed, signer).toString('base64url')}`;
}

function signatureOf(signed: string, signer: string | KeyObject): Buffer {
  if (typeof signer === 'string') return createHmac('sha256', signer).update(signed).digest();
  const digest = signer.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return sign(digest, Buffer.from(signed), { key: signer, dsaEncoding: 'ieee-p1363' });
}

const signed = (claims: unknown, header: object = {}): string => token({ alg: 'HS256', ...header }, claims, SECRET);

const EXPIRED = { name: 'CodedError', code: 'AUTH_EXPIRED' };
const INVALID = { name: 'CodedError', code: 'AUTH_INVALID' };
const REQUIRED = { name: 'CodedError', code: 'AUTH_REQUIRED' };

describe('TokenVerifier', () => {
  const verifier = verifierWith({ JWT_SECRET: SECRET });
  const expectRefusal = async (given: unknown, error: object = INVALID): Promise<void> =>
    expect(verifier.verify(given)).rejects.toMatchObject(error);

  it('tells who a good token is for, and since and until when', async () => {
    expect(await verifier.verify(signed(CLAIMS))).toEqual({
      userId: 'layla',
      issuedAt: now * 1000,
      expiresAt: (now + 60) * 1000,
    });
  });

  it('needs a token', async () => {
    for (const nothing of [undefined, null, '', 7, {}, ['a'], true]) await expectRefusal(nothing, REQUIRED);
  });

  it.each([
    ['the claim userId before sub', { userId: 'omar', sub: 'noor' }, 'omar'],
    ['sub where there is no userId', { sub: 'noor' }, 'noor'],
    ['sub where userId is null', { userId: null, sub: 'noor' }, 'noor'],
  ])('takes %s', async (_what, claims, userId) => {
    expect(await verifier.verify(signed(claims))).toEqual({ userId, issuedAt: undefined, expiresAt: undefined });
  });

  it.each([
    ['no subject', {}],
    ['a number as subject', { userId: 7, sub: 'noor' }],
    ['an empty subject', { userId: '' }],
    ['a subject with a space', { sub: 'a b' }],
    ['a subject with a line end', { sub: 'layla\n' }],
    ['a subject of 65 characters', { sub: 'a'.repeat(65) }],
    ['nbf in the future', { ...CLAIMS, nbf: now + 60 }],
    ['iat in the future', { ...CLAIMS, iat: now + 60 }],
    ['exp that is a text', { ...CLAIMS, exp: String(now + 60) }],
    ['exp that is null, which is how JSON writes NaN', { ...CLAIMS, exp: Number.NaN }],
    ['exp beyond all dates', { ...CLAIMS, exp: 1e300 }],
    ['iat beyond all dates', { ...CLAIMS, iat: -1e300 }],
    ['nbf that is a list', { ...CLAIMS, nbf: [] }],
  ])('refuses %s', async (_what, claims) => {
    await expectRefusal(signed(claims));
  });

  it('judges the times of a token anew each time, however often its signature was seen', async () => {
    const soon = signed({ ...CLAIMS, exp: now + 60 });
    await verifier.verify(soon);
    await verifier.verify(soon);
    vi.useFakeTimers({ toFake: ['Date'], now: (now + 61) * 1000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await expectRefusal(soon, EXPIRED);
  });

  it('takes nothing over from one key, or one token, to another', async () => {
    const good = signed(CLAIMS);
    await verifier.verify(good);
    const other = verifierWith({ JWT_SECRET: `${SECRET} of another kind` });
    await expect(other.verify(good)).rejects.toMatchObject(INVALID);
    const [head = '', , tail = ''] = good.split('.');
    await expectRefusal(`${head}.${part({ ...CLAIMS, userId: 'omar' })}.${tail}`);
  });

  it('tolerates a clock that is a little ahead, and no token that has expired', async () => {
    await verifier.verify(signed({ ...CLAIMS, iat: now + 4, nbf: now + 4 }));
    await expectRefusal(signed({ ...CLAIMS, exp: Date.now() / 1000 - 0.001 }), EXPIRED);
    await expectRefusal(signed({ ...CLAIMS, exp: 0 }), EXPIRED);
    await expectRefusal(signed({ ...CLAIMS, exp: -1 }), EXPIRED);
  });

  it.each([
    ['no algorithm', token({ alg: 'none' }, CLAIMS, SECRET)],
    ['no algorithm and no signature', `${part({ alg: 'none' })}.${part(CLAIMS)}.`],
    ['no signature', `${part({ alg: 'HS256' })}.${part(CLAIMS)}.`],
    ['two parts', `${part({ alg: 'HS256' })}.${part(CLAIMS)}`],
    ['four parts', `${signed(CLAIMS)}.e30`],
    ['another algorithm in the header', token({ alg: 'HS512' }, CLAIMS, SECRET)],
    ['the algorithm in small letters', token({ alg: 'hs256' }, CLAIMS, SECRET)],
    ['no header field alg', token({}, CLAIMS, SECRET)],
    ['critical extensions', token({ alg: 'HS256', crit: ['b64'], b64: false }, CLAIMS, SECRET)],
    ['an empty list of critical extensions', token({ alg: 'HS256', crit: [] }, CLAIMS, SECRET)],
    ['a key id that is a number', token({ alg: 'HS256', kid: 1 }, CLAIMS, SECRET)],
    ['a header that is a list', token(['HS256'], CLAIMS, SECRET)],
    ['claims that are a text', token({ alg: 'HS256' }, '"layla"', SECRET)],
    ['claims that are null', token({ alg: 'HS256' }, 'null', SECRET)],
    ['claims that are not JSON', token({ alg: 'HS256' }, 'layla', SECRET)],
    ['another secret', token({ alg: 'HS256' }, CLAIMS, `${SECRET}!`)],
    ['an empty secret', token({ alg: 'HS256' }, CLAIMS, '')],
    ['characters outside base64url', signed(CLAIMS).replace('.', '=.')],
    ['a space at the end', `${signed(CLAIMS)} `],
  ])('refuses a token with %s', async (_what, given) => {
    await expectRefusal(given);
  });

  it('refuses a token of more than 8 KiB, however well signed', async () => {
    const padded = signed({ ...CLAIMS, pad: 'x'.repeat(5000) });
    await verifier.verify(padded);
    await expectRefusal(signed({ ...CLAIMS, pad: 'x'.repeat(8000) }));
  });

  it('refuses whatever was changed after it was signed', async () => {
    const good = signed(CLAIMS);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 2), fc.constantFrom(...alphabet.split('')), async (at, letter) => {
        const changed = good.slice(0, at) + letter + good.slice(at + 1);
        fc.pre(changed !== good && good[at] !== '.');
        await expectRefusal(changed);
      }),
    );
  });

  it('refuses noise without failing otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (noise) => {
        await expectRefusal(noise);
      }),
    );
  });

  it('checks issuer and audience when they are set', async () => {
    const strict = verifierWith({ JWT_SECRET: SECRET, JWT_ISSUER: 'depth', JWT_AUDIENCE: 'realtime' });
    await strict.verify(signed({ ...CLAIMS, iss: 'depth', aud: 'realtime' }));
    await strict.verify(signed({ ...CLAIMS, iss: 'depth', aud: ['other', 'realtime'] }));
    for (const parties of [
      { iss: 'depth' },
      { aud: 'realtime' },
      { iss: 'other', aud: 'realtime' },
      { iss: ['depth'], aud: 'realtime' },
      { iss: 'depth', aud: 'realtime2' },
      { iss: 'depth', aud: ['other'] },
      { iss: 'depth', aud: { realtime: true } },
    ]) {
      await expect(strict.verify(signed({ ...CLAIMS, ...parties }))).rejects.toMatchObject(INVALID);
    }
  });

  describe('with a public key', () => {
    const kinds = [
      ['RS256', rsa],
      ['ES256', ec],
      ['EdDSA', ed],
    ] as const;

    it.each(kinds)('verifies %s, and nothing that only claims to be', async (alg, pair) => {
      const own = verifierWith({ JWT_PUBLIC_KEY: pem(pair.publicKey) });
      const good = token({ alg }, CLAIMS, pair.privateKey);
      expect(await own.verify(good)).toMatchObject({ userId: 'layla' });
      expect(await own.verify(token({ alg, kid: 'any' }, CLAIMS, pair.privateKey))).toMatchObject({ userId: 'layla' });
      const refused = [
        // The public key as the secret of an HMAC: everybody knows it.
        token({ alg: 'HS256' }, CLAIMS, pem(pair.publicKey)),
        token({ alg: 'HS256' }, CLAIMS, pem(pair.publicKey).trim()),
        token({ alg }, CLAIMS, pem(pair.publicKey)),
        token({ alg: 'none' }, CLAIMS, pair.privateKey),
        `${good.slice(0, good.lastIndexOf('.'))}.${part('\0'.repeat(64))}`,
        `${good}AA`,
        ...kinds
          .filter(([other]) => other !== alg)
          .map(([other, { privateKey }]) => token({ alg: other }, CLAIMS, privateKey)),
        ...kinds.filter(([other]) => other !== alg).map(([, { privateKey }]) => token({ alg }, CLAIMS, privateKey)),
      ];
      for (const bad of refused) await expect(own.verify(bad)).rejects.toMatchObject(INVALID);
    });

    it('verifies the larger curves with their own algorithm', async () => {
      for (const [alg, namedCurve, digest] of [
        ['ES384', 'P-384', 'sha384'],
        ['ES512', 'P-521', 'sha512'],
      ] as const) {
        const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
        const body = `${part({ alg })}.${part(CLAIMS)}`;
        const signature = sign(digest, Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' });
        const own = verifierWith({ JWT_PUBLIC_KEY: pem(publicKey) });
        expect(await own.verify(`${body}.${signature.toString('base64url')}`)).toMatchObject({ userId: 'layla' });
      }
    });
  });

  describe('with a JWKS file', () => {
    const jwk = (key: KeyObject, more: object): object => ({ ...key.export({ format: 'jwk' }), ...more });
    const verifierOf = (name: string, keys: readonly object[]): TokenVerifier => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify({ keys }));
      return verifierWith({ JWT_JWKS_FILE: path });
    };

    it('takes the key by its id, and its algorithm from the key', async () => {
      const own = verifierOf('several.json', [
        jwk(rsa.publicKey, { kid: 'r', alg: 'RS256', use: 'sig' }),
        jwk(ec.publicKey, { kid: 'e' }),
        jwk(ed.publicKey, { kid: 'd', key_ops: ['verify'] }),
        { kty: 'oct', kid: 'h', k: part(SECRET) },
        { kty: 'unheard-of', kid: 'u' },
      ]);
      await own.verify(token({ alg: 'RS256', kid: 'r' }, CLAIMS, rsa.privateKey));
      await own.verify(token({ alg: 'ES256', kid: 'e' }, CLAIMS, ec.privateKey));
      await own.verify(token({ alg: 'EdDSA', kid: 'd' }, CLAIMS, ed.privateKey));
      for (const bad of [
        token({ alg: 'RS256', kid: 'e' }, CLAIMS, rsa.privateKey),
        token({ alg: 'ES256', kid: 'r' }, CLAIMS, ec.privateKey),
        token({ alg: 'RS256', kid: 'nobody' }, CLAIMS, rsa.privateKey),
        token({ alg: 'RS256' }, CLAIMS, rsa.privateKey),
        token({ alg: 'HS256', kid: 'h' }, CLAIMS, SECRET),
      ]) {
        await expect(own.verify(bad)).rejects.toMatchObject(INVALID);
      }
    });

    it('needs no key id when there is exactly one key', async () => {
      const own = verifierOf('single.json', [jwk(ec.publicKey, { kid: 'e' })]);
      await own.verify(token({ alg: 'ES256' }, CLAIMS, ec.privateKey));
    });

    it('leaves out keys for something else', async () => {
      const own = verifierOf('others.json', [
        jwk(ed.publicKey, { kid: 'd' }),
        jwk(rsa.publicKey, { kid: 'encryption', use: 'enc' }),
        jwk(rsa.publicKey, { kid: 'pss', alg: 'PS256' }),
        jwk(ec.privateKey, { kid: 'private' }),
      ]);
      await own.verify(token({ alg: 'EdDSA' }, CLAIMS, ed.privateKey));
      for (const kid of ['encryption', 'pss']) {
        const bad = token({ alg: 'RS256', kid }, CLAIMS, rsa.privateKey);
        await expect(own.verify(bad)).rejects.toMatchObject(INVALID);
      }
      await expect(own.verify(token({ alg: 'ES256', kid: 'private' }, CLAIMS, ec.privateKey))).rejects.toMatchObject(
        INVALID,
      );
    });
  });
});
