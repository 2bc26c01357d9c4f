import type { Locale } from '../errors/catalogue.js';
import type { WebhookEvent } from './webhook-events.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How tokens are checked. Exactly one of the three; the algorithm follows from it, never from the token. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'public-key'; readonly pem: string }
  | { readonly kind: 'jwks-file'; readonly path: string };

/** Where Redis is: a URL, or host, port and password. */
export type RedisAddress =
  { readonly url: string } | { readonly host: string; readonly port: number; readonly password: string | undefined };

/** Whose word about a client's address is taken: that of so many proxies in a row, or of those in certain networks. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: readonly string[] };

/** A service that decides about users, members and access. */
export interface PlatformSettings {
  readonly url: string;
  /** Not empty. Every request carries a signature with each of them. */
  readonly keys: readonly Buffer[];
  readonly timeoutMs: number;
  readonly cacheMs: number;
}

/** Who is told of what happens, and of what of it. */
export interface WebhookSettings {
  readonly url: string;
  /** Not empty. Every request carries a signature with each of them. */
  readonly keys: readonly Buffer[];
  readonly events: ReadonlySet<WebhookEvent>;
  readonly timeoutMs: number;
  readonly concurrency: number;
}

/**
 * What this process was told, validated. The values come from the environment (see `variables.ts`), which nothing else
 * reads. Inject this class.
 */
export abstract class Config {
  abstract readonly production: boolean;
  abstract readonly host: string;
  abstract readonly port: number;
  /** No hops: nobody's, and a client has the address of its TCP connection. */
  abstract readonly trustedProxies: TrustedProxies;
  /** Allowed origins. Empty: same origin only. */
  abstract readonly clientOrigins: readonly string[];
  /** Whether the web console is served. */
  abstract readonly console: boolean;
  /** Undefined only outside production, where the boot makes a secret in `dataDir`. */
  abstract readonly tokenKey: TokenKey | undefined;
  abstract readonly tokenIssuer: string | undefined;
  abstract readonly tokenAudience: string | undefined;
  abstract readonly serviceApiKey: string | undefined;
  /** Undefined: the embedded database in `dataDir`. */
  abstract readonly databaseUrl: string | undefined;
  abstract readonly dataDir: string;
  /** Undefined: one node, in memory. */
  abstract readonly redis: RedisAddress | undefined;
  /** Undefined: our own database decides. */
  abstract readonly platform: PlatformSettings | undefined;
  /** Undefined: nobody is told. */
  abstract readonly webhooks: WebhookSettings | undefined;
  abstract readonly rateLimit: { readonly events: number; readonly windowMs: number };
  abstract readonly maxPayloadBytes: number;
  abstract readonly outboundLimitBytes: number;
  abstract readonly heartbeat: { readonly intervalMs: number; readonly timeoutMs: number };
  /** Level 0: no compression at all. */
  abstract readonly compression: { readonly thresholdBytes: number; readonly level: number };
  abstract readonly batchIntervalMs: number;
  abstract readonly drainTimeoutMs: number;
  abstract readonly defaultLocale: Locale;
  abstract readonly logLevel: LogLevel;
  /** What is allowed but unwise, one sentence each without any secret; the boot logs them. */
  abstract readonly warnings: readonly string[];
}
