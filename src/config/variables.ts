import {
  endpointUrl,
  folder,
  hostName,
  keySetFile,
  oneOf,
  originList,
  type Parser,
  plainText,
  publicKey,
  secretText,
  signingKeys,
  trustedProxies,
  urlOf,
  visibleText,
  redisUrl,
  webhookEvents,
  wholeNumber,
} from './parsers.js';

/** One environment variable. */
export interface Variable<T> {
  readonly parser: Parser<T>;
  /** What holds when the variable is not set, as one would write it in the environment. */
  readonly fallback?: string;
  /** What an absent variable means where there is no fallback. */
  readonly unset?: string;
  readonly unit?: 'ms' | 'bytes' | 'events';
  /** The value is never printed. */
  readonly secret?: true;
  /** What it does, and what happens at the extremes. */
  readonly doc: string;
}

/** Every variable that this program reads. An empty value counts as not set. */
export const VARIABLES = {
  NODE_ENV: {
    parser: oneOf('development', 'test', 'production'),
    fallback: 'development',
    doc: 'In `production` a token key is required, no demo is filled in and logs are JSON. Other words are refused, so that a misspelt `production` is not taken for development.',
  },
  HOST: {
    parser: hostName,
    fallback: '0.0.0.0',
    doc: 'The address to listen on. `127.0.0.1` accepts connections of this machine only, `::` IPv6 as well.',
  },
  PORT: { parser: wholeNumber(0, 65535), fallback: '3000', doc: 'The port to listen on. 0 takes any free one.' },
  TRUST_PROXY: {
    parser: trustedProxies,
    fallback: '0',
    doc: "Behind proxies: how many there are in a row, or their networks. A client's address in logs and in `/admin` is then the one that they tell in `X-Forwarded-For`. With 0 the header is ignored; with more than there are, clients can choose the address themselves.",
  },
  CLIENT_URL: {
    parser: originList,
    unset: 'same origin only',
    doc: 'The origins whose pages may connect, comma separated. A page of any other origin is refused on both transports; clients that are not browsers send no origin and are not affected.',
  },
  CONSOLE: {
    parser: oneOf('true', 'false'),
    unset: 'on, except in production',
    doc: 'Whether the web console is served at `/`. It is a page like any other client: it can do what the token that is pasted into it can do, and nothing without one.',
  },
  JWT_SECRET: {
    parser: secretText,
    unset: 'in production one of the three is required; otherwise a secret is made in `DATA_DIR`',
    secret: true,
    doc: 'The key of HS256 tokens. Fewer than 32 bytes are refused in production and warned of otherwise.',
  },
  JWT_PUBLIC_KEY: {
    parser: publicKey,
    secret: true,
    doc: 'Instead of `JWT_SECRET`: the public key of RS256, ES256 or EdDSA tokens, in PEM form; line ends may be written as `\\n`. The algorithm is fixed by the key.',
  },
  JWT_JWKS_FILE: {
    parser: keySetFile,
    doc: 'Instead of `JWT_SECRET`: a file with a JWK Set, for keys that rotate. It is read again when it changes.',
  },
  JWT_ISSUER: { parser: plainText, unset: 'not checked', doc: 'The `iss` that a token must carry.' },
  JWT_AUDIENCE: { parser: plainText, unset: 'not checked', doc: 'The `aud` that a token must carry.' },
  SERVICE_API_KEY: {
    parser: visibleText,
    unset: 'the server API is off',
    secret: true,
    doc: 'The bearer token of the server API. Whoever has it can create users and end sessions: take at least 32 random characters; fewer than 16 are warned of.',
  },
  DATABASE_URL: {
    parser: urlOf('postgres', 'postgresql'),
    unset: 'embedded PostgreSQL in `DATA_DIR`',
    secret: true,
    doc: 'The PostgreSQL database. Needed as soon as there is more than one node.',
  },
  DATA_DIR: {
    parser: folder,
    fallback: './data',
    doc: 'The folder of the embedded database and of the secret made outside production. One process at a time may use it.',
  },
  REDIS_URL: {
    parser: redisUrl,
    unset: 'one node, in memory',
    secret: true,
    doc: 'The Redis through which nodes reach each other; `rediss` for TLS. Without it every node is on its own.',
  },
  REDIS_HOST: { parser: hostName, doc: 'Instead of `REDIS_URL`: the host of Redis.' },
  REDIS_PORT: { parser: wholeNumber(1, 65535), fallback: '6379', doc: 'The port that goes with `REDIS_HOST`.' },
  REDIS_PASSWORD: {
    parser: secretText,
    unset: 'no password',
    secret: true,
    doc: 'The password that goes with `REDIS_HOST`.',
  },
  PLATFORM_URL: {
    parser: endpointUrl,
    unset: 'our own database',
    doc: 'Who decides about users, members and access: the service at this URL is asked, with signed requests. See `docs/platform.md`.',
  },
  PLATFORM_SECRET: {
    parser: signingKeys,
    secret: true,
    doc: 'What the requests to `PLATFORM_URL` are signed with. With a second key after a comma they carry both signatures, while the key is changed.',
  },
  PLATFORM_TIMEOUT_MS: {
    parser: wholeNumber(100, 8000),
    fallback: '3000',
    unit: 'ms',
    doc: 'How long the platform may take for an answer. Without one in time a connection is refused with `AUTH_FAILED` and a join with `UNAVAILABLE`.',
  },
  PLATFORM_CACHE_MS: {
    parser: wholeNumber(0, 60_000),
    fallback: '2000',
    unit: 'ms',
    doc: 'How long an answer of the platform is remembered, and at most how long a change that it does not tell goes unnoticed at the next question. A no is remembered for a second at most. 0 always asks.',
  },
  WEBHOOK_URL: {
    parser: endpointUrl,
    unset: 'no webhooks',
    doc: 'Where everything that happens is told, with signed requests, in the order of its stream. See `docs/platform.md`.',
  },
  WEBHOOK_SECRET: {
    parser: signingKeys,
    secret: true,
    doc: 'What the webhooks are signed with. With a second key after a comma they carry both signatures, while the key is changed.',
  },
  WEBHOOK_EVENTS: {
    parser: webhookEvents,
    unset: 'all of them',
    doc: 'Which webhooks are sent. What happens while an event is left out is not told later.',
  },
  WEBHOOK_TIMEOUT_MS: {
    parser: wholeNumber(100, 60_000),
    fallback: '10000',
    unit: 'ms',
    doc: 'How long the receiver of a webhook may take. The streams of a node that was killed go on at another one five seconds after it.',
  },
  WEBHOOK_CONCURRENCY: {
    parser: wholeNumber(1, 64),
    fallback: '8',
    doc: 'How many webhooks each node sends at once, each of another stream.',
  },
  RATE_LIMIT_EVENTS: {
    parser: wholeNumber(1, 1_000_000),
    fallback: '100',
    unit: 'events',
    doc: 'How many commands a user may send in a window, over all sockets and nodes. With 1 a client can hardly do more than join.',
  },
  RATE_LIMIT_WINDOW_MS: {
    parser: wholeNumber(100, 86_400_000),
    fallback: '60000',
    unit: 'ms',
    doc: 'The length of that window. A long one allows large bursts followed by long waits.',
  },
  MAX_PAYLOAD_BYTES: {
    parser: wholeNumber(1024, 16_777_216),
    fallback: '65536',
    unit: 'bytes',
    doc: 'The largest packet that a client may send. The token of a connection has to fit as well; each connection may make the server hold this much.',
  },
  OUTBOUND_LIMIT_BYTES: {
    parser: wholeNumber(65_536, 67_108_864),
    fallback: '1048576',
    unit: 'bytes',
    doc: 'What a connection may leave unread before it is closed; its client comes back and catches up. Each may make the server hold this much. A low one cuts clients on slow links that a moment later would have read on.',
  },
  PING_INTERVAL_MS: {
    parser: wholeNumber(100, 600_000),
    fallback: '25000',
    unit: 'ms',
    doc: 'How often the server pings a client. Short costs traffic and battery; longer than the idle limit of a proxy in between loses connections.',
  },
  PING_TIMEOUT_MS: {
    parser: wholeNumber(100, 600_000),
    fallback: '60000',
    unit: 'ms',
    doc: 'How long the server waits for the answer to a ping. Too short drops slow mobile clients; too long keeps dead ones in the rooms.',
  },
  COMPRESSION_THRESHOLD: {
    parser: wholeNumber(0, 16_777_216),
    fallback: '1024',
    unit: 'bytes',
    doc: 'Payloads over this size are compressed. 0 compresses everything, which costs more than it saves.',
  },
  COMPRESSION_LEVEL: {
    parser: wholeNumber(0, 9),
    fallback: '6',
    doc: 'The zlib level: 1 is fast, 9 is small, 0 turns compression off.',
  },
  BATCH_INTERVAL_MS: {
    parser: wholeNumber(0, 1000),
    fallback: '100',
    unit: 'ms',
    doc: 'How long low-urgency events are gathered for a client that asked for batches. 0 gathers what happens at the same moment only.',
  },
  DRAIN_TIMEOUT_MS: {
    parser: wholeNumber(0, 600_000),
    fallback: '8000',
    unit: 'ms',
    doc: 'Within which a node that is told to stop has gone. It waits for its commands to be answered until three seconds before; 0 waits for none. Keep it under the grace period of what runs the node.',
  },
  DEFAULT_LOCALE: {
    parser: oneOf('ar', 'en'),
    fallback: 'ar',
    doc: 'The language of error messages for clients that ask for none.',
  },
  LOG_LEVEL: {
    parser: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    fallback: 'info',
    doc: 'The least severe messages to log. `debug` writes a line for every command; `silent` writes nothing at all.',
  },
} as const satisfies Record<string, Variable<unknown>>;

/** The name of a variable. */
export type VariableName = keyof typeof VARIABLES;

type Parsed<V> = V extends { readonly parser: Parser<infer T> } ? T : never;

/** The values of all variables; undefined where nothing was given and there is no fallback. */
export type Values = {
  readonly [N in VariableName]: (typeof VARIABLES)[N] extends { readonly fallback: string }
    ? Parsed<(typeof VARIABLES)[N]>
    : Parsed<(typeof VARIABLES)[N]> | undefined;
};
