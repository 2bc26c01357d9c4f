import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { signatureHeaders } from '../../src/platform/signature.js';
import { codeBlocks, read } from '../docs/markdown.js';
import { verify } from './support/verify.js';

const SECRET = 'a-key-for-signing-of-32-bytes-or-more';
const NOW = 1_785_000_000_000;
const request = { id: 'conversation:general:0123456789ab.7', timestamp: NOW / 1000, payload: '{"a":1}' };
const headers = signatureHeaders(request, [Buffer.from(SECRET)]);

describe('A signed request', () => {
  it('is the example of the documentation', () => {
    const example = codeBlocks(read('docs/platform.md'), 'http')[0] ?? '';
    const [head = '', body = ''] = example.trimEnd().split('\n\n');
    const shown = Object.fromEntries(
      [...head.matchAll(/^([a-z-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const secret = /the key `([^`]+)`/.exec(read('docs/platform.md'))?.[1] ?? '';
    const id = shown['webhook-id'] ?? '';
    const timestamp = Number(shown['webhook-timestamp']);
    const [, path = ''] = /^POST (\S+) HTTP/.exec(head) ?? [];
    const payload = `POST ${path}\n${body}`;
    expect(signatureHeaders({ id, timestamp, payload }, [Buffer.from(secret)])).toEqual({
      'webhook-id': shown['webhook-id'],
      'webhook-timestamp': shown['webhook-timestamp'],
      'webhook-signature': shown['webhook-signature'],
    });
    expect(verify(shown, payload, secret, timestamp * 1000)).toBe(true);
  });

  it('is the vector that the Standard Webhooks specification gives', () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const given = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, payload: '{"test": 2432232314}' };
    expect(signatureHeaders(given, [key])['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is recognized by the function of the documentation, which is that of the example', () => {
    expect(codeBlocks(read('docs/platform.md'), 'js')).toContain(read('examples/platform/verify.mjs'));
    expect(verify(headers, request.payload, SECRET, NOW)).toBe(true);
    expect(verify(headers, request.payload, SECRET, NOW + 299_000)).toBe(true);
  });

  it.each([
    ['another body', headers, '{"a":2}', SECRET, NOW],
    ['another id', { ...headers, 'webhook-id': 'conversation:general:0123456789ab.8' }, '{"a":1}', SECRET, NOW],
    ['another time', { ...headers, 'webhook-timestamp': String(NOW / 1000 + 1) }, '{"a":1}', SECRET, NOW],
    ['another key', headers, '{"a":1}', 'another-key-for-signing-of-32-bytes', NOW],
    [
      'another version',
      { ...headers, 'webhook-signature': `v2,${headers['webhook-signature'].slice(3)}` },
      '{"a":1}',
      SECRET,
      NOW,
    ],
    ['no signature', { 'webhook-id': 'a', 'webhook-timestamp': String(NOW / 1000) }, '{"a":1}', SECRET, NOW],
    ['nothing at all', {}, '{"a":1}', SECRET, NOW],
    ['a time that is no number', { ...headers, 'webhook-timestamp': 'NaN' }, '{"a":1}', SECRET, NOW],
    ['an age of more than five minutes', headers, '{"a":1}', SECRET, NOW + 301_000],
    ['a time in the future', headers, '{"a":1}', SECRET, NOW - 301_000],
  ])('is refused with %s', (_what, given, payload, secret, now) => {
    expect(verify(given, payload, secret, now)).toBe(false);
  });

  it('carries a signature of each key while the key is changed', () => {
    const old = randomBytes(32);
    const both = signatureHeaders(request, [Buffer.from(SECRET), old]);
    expect(both['webhook-signature'].split(' ')).toHaveLength(2);
    expect(verify(both, request.payload, SECRET, NOW)).toBe(true);
    expect(verify(both, request.payload, `whsec_${old.toString('base64')}`, NOW)).toBe(true);
  });
});
