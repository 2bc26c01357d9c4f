import { describe, expect, it } from 'vitest';

import type { TrustedProxies } from '../../config/config.js';
import { ClientAddress } from './client-address.js';

function addressOf(proxies: TrustedProxies, address: string, forwarded?: string): string {
  return new ClientAddress(proxies).of({ address, headers: { 'x-forwarded-for': forwarded } });
}

describe('the address of a client', () => {
  it.each([
    ['no trust', { hops: 0 }, '10.0.0.1', '1.1.1.1', '10.0.0.1'],
    ['one proxy', { hops: 1 }, '10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['one proxy and a client that lies', { hops: 1 }, '10.0.0.1', '9.9.9.9, 1.1.1.1', '1.1.1.1'],
    ['two proxies', { hops: 2 }, '10.0.0.1', '9.9.9.9, 1.1.1.1, 10.0.0.2', '1.1.1.1'],
    ['fewer proxies than announced', { hops: 3 }, '10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['no header', { hops: 1 }, '10.0.0.1', undefined, '10.0.0.1'],
    ['an empty header', { hops: 1 }, '10.0.0.1', '', '10.0.0.1'],
    ['a header without addresses', { hops: 1 }, '10.0.0.1', 'unknown', '10.0.0.1'],
    ['nonsense before an address', { hops: 9 }, '10.0.0.1', '"><script>, 1.1.1.1', '1.1.1.1'],
    ['trusted networks', { networks: ['10.0.0.0/8'] }, '10.0.0.1', '9.9.9.9, 1.1.1.1, 10.9.9.9', '1.1.1.1'],
    ['a stranger instead of the proxy', { networks: ['10.0.0.0/8'] }, '8.8.8.8', '1.1.1.1', '8.8.8.8'],
    ['a single trusted address', { networks: ['10.0.0.1'] }, '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['a client within the trusted network', { networks: ['10.0.0.0/8'] }, '10.0.0.1', '10.0.0.7', '10.0.0.7'],
    ['IPv4 in IPv6 form', { networks: ['10.0.0.0/8'] }, '::ffff:10.0.0.1', '::ffff:1.1.1.1', '1.1.1.1'],
    ['IPv6', { networks: ['fd00::/8'] }, 'fd00::1', '2001:db8::7', '2001:db8::7'],
  ] satisfies [string, TrustedProxies, string, string | undefined, string][])(
    'with %s',
    (_what, proxies, address, forwarded, client) => {
      expect(addressOf(proxies, address, forwarded)).toBe(client);
    },
  );
});
