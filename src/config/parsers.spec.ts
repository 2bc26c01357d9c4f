import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hostName, originList, urlOf, wholeNumber } from './parsers.js';

describe('wholeNumber', () => {
  it('accepts exactly the numbers within its bounds', () => {
    const { parse } = wholeNumber(3, 4000);
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), (n) => {
        expect(parse(String(n))).toBe(n >= 3 && n <= 4000 ? n : undefined);
      }),
    );
  });

  it('accepts nothing but digits', () => {
    const { parse } = wholeNumber(0, Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parse(text) !== undefined).toBe(/^[0-9]{1,15}$/.test(text));
      }),
    );
    for (const text of ['1e3', '0x10', '1.0', '+1', '-1', 'Infinity', '１２']) expect(parse(text)).toBeUndefined();
  });
});

describe('originList', () => {
  it('gives origins as browsers send them, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.webAuthority({ withPort: true }), { minLength: 1 }), (authorities) => {
        const given = authorities.map((authority) => `https://${authority}`);
        const accepted = originList.parse(given.join(','));
        expect(accepted).toEqual([...new Set(given.map((url) => new URL(url).origin))]);
      }),
    );
  });
});

describe('urlOf', () => {
  it('wants one of its schemes and something after it', () => {
    const { parse } = urlOf('postgres', 'postgresql');
    expect(parse('postgresql://u:p@h:5432/d')).toBe('postgresql://u:p@h:5432/d');
    expect(parse('postgres:///d?host=/run/postgresql')).toBeDefined();
    for (const text of ['postgres://', 'postgres:h/d', 'mysql://h/d', 'postgres://h:port/d', 'h']) {
      expect(parse(text)).toBeUndefined();
    }
  });
});

describe('hostName', () => {
  it.each(['localhost', '127.0.0.1', '::', 'redis-0.redis', 'my_host.'])('accepts %s', (host) => {
    expect(hostName.parse(host)).toBe(host);
  });

  it.each(['a b', 'http://a', 'a:1', '-a', '..', 'a/b'])('refuses %s', (host) => {
    expect(hostName.parse(host)).toBeUndefined();
  });
});
