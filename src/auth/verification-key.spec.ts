import { createPublicKey, createSecretKey } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { TokenSignatures } from './token-signatures.js';
import { publicKey, type VerificationKey } from './verification-key.js';

const ISS_JOE = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

const hmac: VerificationKey = {
  algorithm: 'HS256',
  key: createSecretKey(
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'base64url',
  ),
};
const p256 = fromJwk({
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
});
const ed25519 = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });

function fromJwk(jwk: Record<string, string>): VerificationKey | undefined {
  return publicKey(createPublicKey({ key: jwk, format: 'jwk' }));
}

describe('TokenSignatures', () => {
  it.each([
    [
      'RFC 7515 A.1',
      'HS256',
      hmac,
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
      ISS_JOE,
      'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    ],
    [
      'RFC 7515 A.3',
      'ES256',
      p256,
      'eyJhbGciOiJFUzI1NiJ9',
      ISS_JOE,
      'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
    ],
    [
      'RFC 8037 A.4',
      'EdDSA',
      ed25519,
      'eyJhbGciOiJFZERTQSJ9',
      'RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    ],
  ])('agrees with the example of %s', async (_where, algorithm, key, header, payload, text) => {
    if (key === undefined) throw new Error('the key was not understood');
    expect(key.algorithm).toBe(algorithm);
    const signatures = new TokenSignatures();
    const check = async (body: string, signature: string): Promise<boolean> => {
      const token = `${header}.${body}.${signature}`;
      const signed = { header: {}, claims: {}, signed: Buffer.from(`${header}.${body}`) };
      return signatures.verify(key, token, { ...signed, signature: Buffer.from(signature, 'base64url') });
    };
    expect(await check(payload, text)).toBe(true);
    // The second time it is remembered, and nothing else with it.
    expect(await check(payload, text)).toBe(true);
    expect(await check(`${payload}A`, text)).toBe(false);
    for (const length of [0, 1, 31, text.length - 2]) expect(await check(payload, text.slice(0, length))).toBe(false);
  });
});

describe('publicKey', () => {
  it('takes no key of a kind that no algorithm here is for', () => {
    expect(fromJwk({ kty: 'OKP', crv: 'X25519', x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08' })).toBeUndefined();
  });
});
