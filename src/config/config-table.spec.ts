import { describe, expect, it } from 'vitest';

import { configTable } from './config-table.js';
import { variableNames } from './read-variables.js';
import { VARIABLES, type Variable } from './variables.js';

/** The names in the wire contract, and the few that it leaves to this program. */
const DOCUMENTED = [
  ...['PORT', 'HOST', 'CLIENT_URL', 'JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWT_JWKS_FILE', 'JWT_ISSUER', 'JWT_AUDIENCE'],
  ...['SERVICE_API_KEY', 'DATABASE_URL', 'REDIS_URL', 'REDIS_HOST', 'REDIS_PORT', 'REDIS_PASSWORD'],
  ...[
    'RATE_LIMIT_EVENTS',
    'RATE_LIMIT_WINDOW_MS',
    'MAX_PAYLOAD_BYTES',
    'OUTBOUND_LIMIT_BYTES',
    'PING_INTERVAL_MS',
    'PING_TIMEOUT_MS',
  ],
  ...['COMPRESSION_THRESHOLD', 'COMPRESSION_LEVEL', 'BATCH_INTERVAL_MS', 'DEFAULT_LOCALE', 'LOG_LEVEL'],
  ...['NODE_ENV', 'DATA_DIR', 'DRAIN_TIMEOUT_MS', 'TRUST_PROXY', 'CONSOLE'],
  ...['PLATFORM_URL', 'PLATFORM_SECRET', 'PLATFORM_TIMEOUT_MS', 'PLATFORM_CACHE_MS'],
  ...['WEBHOOK_URL', 'WEBHOOK_SECRET', 'WEBHOOK_EVENTS', 'WEBHOOK_TIMEOUT_MS', 'WEBHOOK_CONCURRENCY'],
];

describe('configTable', () => {
  it('has one row for each variable', () => {
    const rows = configTable().split('\n').slice(2);
    expect(rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1])).toEqual(variableNames());
    expect(variableNames().toSorted()).toEqual(DOCUMENTED.toSorted());
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
  });

  it.each(variableNames())('has a default of %s that is allowed', (name) => {
    const { fallback, parser }: Variable<unknown> = VARIABLES[name];
    if (fallback !== undefined) expect(parser.parse(fallback)).toBeDefined();
    expect(configTable()).toContain(`| \`${name}\` | ${fallback === undefined ? 'none' : `\`${fallback}\``}`);
  });
});
