import { BlockList, isIP } from 'node:net';

import type { TrustedProxies } from '../../config/config.js';

interface Origin {
  /** Of the TCP connection. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The address of a client behind proxies: each proxy appends to `X-Forwarded-For` the address from which it was called, so
 * the header is read from its end, as far as those who wrote it are trusted. What lies before is the client's own
 * invention.
 */
export class ClientAddress {
  private readonly trusts: (address: string, hop: number) => boolean;

  constructor(proxies: TrustedProxies) {
    if ('hops' in proxies) {
      this.trusts = (_address, hop) => hop < proxies.hops;
    } else {
      const networks = blockListOf(proxies.networks);
      this.trusts = (address) => networks.check(address, familyOf(address));
    }
  }

  /** An IP address. Of a header that is not made of addresses, as much as can be believed. */
  of({ address, headers }: Origin): string {
    const forwarded = headers['x-forwarded-for'];
    const entries = typeof forwarded === 'string' ? forwarded.split(',') : [];
    let client = plain(address);
    for (let hop = 0; this.trusts(client, hop); hop += 1) {
      const previous = plain((entries.pop() ?? '').trim());
      if (isIP(previous) === 0) break;
      client = previous;
    }
    return client;
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = familyOf(address);
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** An IPv4 address as such, also when it comes in IPv6 form, as from a socket that listens on both. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '');
}
