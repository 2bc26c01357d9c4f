import { combinationProblems, combinationWarnings } from './combination-rules.js';
import { ConfigError } from './config-error.js';
import type { Config, PlatformSettings, RedisAddress, TokenKey, WebhookSettings } from './config.js';
import { readVariables } from './read-variables.js';
import type { Values } from './variables.js';
import { WEBHOOK_EVENTS } from './webhook-events.js';

/**
 * Reads and validates the environment.
 *
 * @throws ConfigError with all problems at once, when there is any.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const reading = readVariables(env);
  const problems = [...reading.problems, ...combinationProblems(reading)];
  if (problems.length > 0) throw new ConfigError(problems);
  // Without problems nothing is missing.
  const values = reading.values as Values;
  return {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    trustedProxies: values.TRUST_PROXY,
    clientOrigins: values.CLIENT_URL ?? [],
    console: values.CONSOLE === undefined ? values.NODE_ENV !== 'production' : values.CONSOLE === 'true',
    tokenKey: tokenKeyOf(values),
    tokenIssuer: values.JWT_ISSUER,
    tokenAudience: values.JWT_AUDIENCE,
    serviceApiKey: values.SERVICE_API_KEY,
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    redis: redisOf(values),
    platform: platformOf(values),
    webhooks: webhooksOf(values),
    rateLimit: { events: values.RATE_LIMIT_EVENTS, windowMs: values.RATE_LIMIT_WINDOW_MS },
    maxPayloadBytes: values.MAX_PAYLOAD_BYTES,
    outboundLimitBytes: values.OUTBOUND_LIMIT_BYTES,
    heartbeat: { intervalMs: values.PING_INTERVAL_MS, timeoutMs: values.PING_TIMEOUT_MS },
    compression: { thresholdBytes: values.COMPRESSION_THRESHOLD, level: values.COMPRESSION_LEVEL },
    batchIntervalMs: values.BATCH_INTERVAL_MS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    defaultLocale: values.DEFAULT_LOCALE,
    logLevel: values.LOG_LEVEL,
    warnings: combinationWarnings(reading),
  };
}

function tokenKeyOf(values: Values): TokenKey | undefined {
  if (values.JWT_SECRET !== undefined) return { kind: 'secret', secret: values.JWT_SECRET };
  if (values.JWT_PUBLIC_KEY !== undefined) return { kind: 'public-key', pem: values.JWT_PUBLIC_KEY };
  if (values.JWT_JWKS_FILE !== undefined) return { kind: 'jwks-file', path: values.JWT_JWKS_FILE };
  return undefined;
}

function platformOf(values: Values): PlatformSettings | undefined {
  const { PLATFORM_URL: url, PLATFORM_SECRET: keys } = values;
  if (url === undefined || keys === undefined) return undefined;
  return { url, keys, timeoutMs: values.PLATFORM_TIMEOUT_MS, cacheMs: values.PLATFORM_CACHE_MS };
}

function webhooksOf(values: Values): WebhookSettings | undefined {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: keys } = values;
  if (url === undefined || keys === undefined) return undefined;
  return {
    url,
    keys,
    events: new Set(values.WEBHOOK_EVENTS ?? WEBHOOK_EVENTS),
    timeoutMs: values.WEBHOOK_TIMEOUT_MS,
    concurrency: values.WEBHOOK_CONCURRENCY,
  };
}

function redisOf(values: Values): RedisAddress | undefined {
  if (values.REDIS_URL !== undefined) return { url: values.REDIS_URL };
  if (values.REDIS_HOST === undefined) return undefined;
  return { host: values.REDIS_HOST, port: values.REDIS_PORT, password: values.REDIS_PASSWORD };
}
