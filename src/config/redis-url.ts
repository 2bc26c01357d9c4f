/** Where Redis is, in the parts of its URL. */
export interface RedisPlace {
  readonly kind: 'server' | 'sentinel' | 'cluster';
  /** One for a server, one or more for sentinels and clusters. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** What the sentinels call the server that they watch. */
  readonly name: string | undefined;
}

const FORM =
  /^(rediss?)(-sentinel|-cluster)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^@/?#]+)(?:\/(\d{0,3}))?(?:#([\w.-]+))?$/;
const HOST = /^(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/;
const DEFAULT_PORTS = { server: 6379, sentinel: 26_379, cluster: 6379 } as const;

/**
 * Reads `redis://[user:password@]host[:port][/database]`, `redis-sentinel://…host,host…#name` or
 * `redis-cluster://…host,host…`; with `rediss` instead of `redis` for TLS. Undefined for anything else.
 */
export function parseRedisUrl(text: string): RedisPlace | undefined {
  const [, scheme, suffix, username, password, list, database, name] = FORM.exec(text) ?? [];
  if (list === undefined) return undefined;
  const kind = suffix === '-sentinel' ? 'sentinel' : suffix === '-cluster' ? 'cluster' : 'server';
  const hosts = list.split(',').map((entry) => hostOf(entry, DEFAULT_PORTS[kind]));
  if (!hosts.every((host) => host !== undefined)) return undefined;
  if (kind === 'server' && hosts.length > 1) return undefined;
  if ((kind === 'sentinel') !== (name !== undefined)) return undefined;
  if (kind === 'cluster' && database !== undefined && Number(database) !== 0) return undefined;
  const [user, secret] = [decoded(username), decoded(password)];
  if (user === null || secret === null) return undefined;
  return {
    kind,
    hosts,
    tls: scheme === 'rediss',
    username: user,
    password: secret,
    database: Number(database ?? 0),
    name,
  };
}

function hostOf(entry: string, fallback: number): { host: string; port: number } | undefined {
  const [, host, port] = HOST.exec(entry.trim()) ?? [];
  const number = port === undefined ? fallback : Number(port);
  if (host === undefined || number < 1 || number > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

/** Undefined for what is not there, null for what cannot be decoded. */
function decoded(part: string | undefined): string | undefined | null {
  if (part === undefined || part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that stands for nothing: the URL is wrong.
    return null;
  }
}
