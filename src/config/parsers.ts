import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

import type { TrustedProxies } from './config.js';
import { parseSigningKeys } from './signing-keys.js';
import { parseRedisUrl } from './redis-url.js';
import { isKeySet, normalizePublicKey, VERIFICATION_KEYS } from './verification-key.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events.js';

/** How the text of a variable becomes its value. */
export interface Parser<T> {
  /** Completes the sentence "… is not"; it also tells the reader of the documentation what is allowed. */
  readonly allowed: string;
  /** The value, or undefined when the text is not allowed. The text is never empty. */
  readonly parse: (text: string) => T | undefined;
}

/** A decimal number without a sign, a fraction or an exponent, within the bounds. */
export function wholeNumber(least: number, most: number): Parser<number> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** One of the words, exactly as written. */
export function oneOf<const T extends string>(...words: readonly [T, ...T[]]): Parser<T> {
  return {
    allowed: words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    parse: (text) => words.find((word) => word === text),
  };
}

/** Any text that can be part of an HTTP header. */
export const visibleText: Parser<string> = {
  allowed: 'made of visible ASCII characters only',
  parse: (text) => (/^[\x21-\x7e]+$/.test(text) ? text : undefined),
};

/** Any text without control characters. */
export const plainText: Parser<string> = {
  allowed: 'plain text without control characters',
  parse: (text) => (/^\P{Cc}+$/u.test(text) ? text : undefined),
};

/** A key that is used byte for byte. */
export const secretText: Parser<string> = { allowed: 'a text', parse: (text) => text };

/** An IP address or a host name. */
export const hostName: Parser<string> = {
  allowed: 'an IP address or a host name',
  parse: (text) => (isIP(text) !== 0 || /^(?!-)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(text) ? text : undefined),
};

/** A folder, made absolute. Whether it exists is for its user to find out. */
export const folder: Parser<string> = {
  allowed: 'a path',
  parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
};

/** A URL with one of the schemes, given without their colon. */
export function urlOf(...schemes: readonly string[]): Parser<string> {
  return {
    allowed: `a ${schemes.map((scheme) => `${scheme}://`).join(' or ')} URL`,
    parse: (text) => {
      const scheme = /^([a-z]+):\/\/./.exec(text)?.[1];
      return scheme !== undefined && schemes.includes(scheme) && URL.canParse(text) ? text : undefined;
    },
  };
}

/** Where we send requests of our own. Without credentials: requests are signed, and a URL is logged. */
export const endpointUrl: Parser<string> = {
  allowed: 'an http:// or https:// URL without credentials and without a #',
  parse: (text) => {
    if (!/^https?:\/\/[^\s\\#@]+$/i.test(text) || !URL.canParse(text)) return undefined;
    return new URL(text).href;
  },
};

/** What our own requests are signed with. */
export const signingKeys: Parser<readonly Buffer[]> = {
  allowed:
    'a key of at least 24 bytes, as visible ASCII text or as base64 after whsec_, or up to three of them with commas in between',
  parse: parseSigningKeys,
};

/** Some of the webhook events. */
export const webhookEvents: Parser<readonly WebhookEvent[]> = {
  allowed: `a comma separated list of ${WEBHOOK_EVENTS.join(', ')}`,
  parse: (text) => {
    const named = text.split(',').map((entry) => entry.trim());
    const known = WEBHOOK_EVENTS.filter((event) => named.includes(event));
    return named.every((name) => known.some((event) => event === name)) ? known : undefined;
  },
};

/** Where Redis is; taken apart again by whoever connects. */
export const redisUrl: Parser<string> = {
  allowed:
    'a redis:// or rediss:// URL, redis-sentinel://host,host#name or redis-cluster://host,host (rediss-… for TLS)',
  parse: (text) => (parseRedisUrl(text) === undefined ? undefined : text),
};

/**
 * Origins, comma separated, in the form in which browsers send them: `https://app.example.org`, `http://localhost:5173`.
 * `*` is refused: connections carry credentials, with which browsers do not accept it.
 */
export const originList: Parser<readonly string[]> = {
  allowed:
    'a comma separated list of origins such as https://app.example.org: http or https, no path, no *, since connections carry credentials',
  parse: (text) => {
    const origins = text.split(',').map((entry) => originOf(entry.trim()));
    return origins.every((origin) => origin !== undefined) ? [...new Set(origins)] : undefined;
  },
};

function originOf(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#@*\s\\]+\/?$/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}

/** A number of proxies, or the networks in which they are. */
export const trustedProxies: Parser<TrustedProxies> = {
  allowed: 'a whole number from 0 to 16, or a comma separated list of IP addresses and networks such as 10.0.0.0/8',
  parse: (text) => {
    if (/^\d+$/.test(text)) return Number(text) <= 16 ? { hops: Number(text) } : undefined;
    const networks = text.split(',').map((entry) => entry.trim());
    return networks.every(isNetwork) ? { networks } : undefined;
  },
};

function isNetwork(text: string): boolean {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && !address.includes('%') && Number(length ?? 0) <= (version === 4 ? 32 : 128);
}

/** A public key in PEM form; the value is its SPKI form. */
export const publicKey: Parser<string> = {
  allowed: `a public key in PEM form (${VERIFICATION_KEYS})`,
  parse: normalizePublicKey,
};

/** The path of a JWK Set, made absolute. It is read now, to fail early, and again by whoever uses it. */
export const keySetFile: Parser<string> = {
  allowed: `the path of a JWKS file with at least one public key (${VERIFICATION_KEYS})`,
  parse: (text) => {
    const content = readText(text);
    return content !== undefined && isKeySet(content) ? resolve(text) : undefined;
  },
};

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that cannot be read is answered like one with the wrong content.
    return undefined;
  }
}
