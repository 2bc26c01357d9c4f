import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Headers that a proxy adds. Behind one, a connection of this machine may carry the request of another. */
const OF_PROXIES = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Whether somebody at this very machine asks, from this server's own page or without any. Three things must hold: the
 * connection comes from this machine and through no proxy; the address in the browser is one of this machine, so that no
 * other site can pass for it by its name alone; and no page of another origin is behind the request.
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  return (
    isLoopback(socket.remoteAddress) &&
    OF_PROXIES.every((name) => headers[name] === undefined) &&
    isLocalHost(headers.host) &&
    isSameOrigin(headers)
  );
}

function isLoopback(address = ''): boolean {
  switch (isIP(address)) {
    case 4:
      return LOOPBACK.check(address, 'ipv4');
    case 6:
      return LOOPBACK.check(address, 'ipv6');
    default:
      return false;
  }
}

function isLocalHost(host: string | undefined): boolean {
  const name = host === undefined ? undefined : urlOf(`http://${host}`)?.hostname.replace(/^\[|\]$/g, '');
  return name !== undefined && (name === 'localhost' || isLoopback(name));
}

function isSameOrigin({ host, origin, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || urlOf(origin)?.host === host;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
