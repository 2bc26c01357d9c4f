import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { loadConfig } from './load-config.js';
import { variableNames } from './read-variables.js';
import { WEBHOOK_EVENTS } from './webhook-events.js';

const LONG_SECRET = 'a-secret-that-nobody-will-ever-guess';

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('has a value for everything that may be left out', () => {
    expect(loadConfig({})).toEqual<Config>({
      production: false,
      host: '0.0.0.0',
      port: 3000,
      trustedProxies: { hops: 0 },
      clientOrigins: [],
      console: true,
      tokenKey: undefined,
      tokenIssuer: undefined,
      tokenAudience: undefined,
      serviceApiKey: undefined,
      databaseUrl: undefined,
      dataDir: resolve('data'),
      redis: undefined,
      platform: undefined,
      webhooks: undefined,
      rateLimit: { events: 100, windowMs: 60_000 },
      maxPayloadBytes: 65_536,
      outboundLimitBytes: 1_048_576,
      heartbeat: { intervalMs: 25_000, timeoutMs: 60_000 },
      compression: { thresholdBytes: 1024, level: 6 },
      batchIntervalMs: 100,
      drainTimeoutMs: 8000,
      defaultLocale: 'ar',
      logLevel: 'info',
      warnings: [],
    });
  });

  it('takes an empty value for one that is not set', () => {
    const empty = Object.fromEntries(variableNames().map((name) => [name, '']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('reads what is given', () => {
    const config = loadConfig({
      NODE_ENV: 'production',
      HOST: '::1',
      PORT: ' 0 ',
      CLIENT_URL: 'https://App.example.org, http://localhost:5173/,https://app.example.org:443',
      JWT_SECRET: LONG_SECRET,
      JWT_ISSUER: 'depth',
      DATABASE_URL: 'postgres://u:p@db:5432/depth',
      REDIS_URL: 'rediss://:p@redis:6380/1',
      DEFAULT_LOCALE: 'en',
    });
    expect(config).toMatchObject({
      production: true,
      host: '::1',
      port: 0,
      clientOrigins: ['https://app.example.org', 'http://localhost:5173'],
      console: false,
      tokenKey: { kind: 'secret', secret: LONG_SECRET },
      tokenIssuer: 'depth',
      databaseUrl: 'postgres://u:p@db:5432/depth',
      redis: { url: 'rediss://:p@redis:6380/1' },
      defaultLocale: 'en',
    });
  });

  it('puts a Redis address together from host, port and password', () => {
    expect(loadConfig({ REDIS_HOST: 'redis' }).redis).toEqual({ host: 'redis', port: 6379, password: undefined });
    expect(loadConfig({ REDIS_HOST: 'redis', REDIS_PORT: '6380', REDIS_PASSWORD: ' p ' }).redis).toEqual({
      host: 'redis',
      port: 6380,
      password: ' p ',
    });
  });

  describe.each(['PLATFORM', 'WEBHOOK'] as const)('%s_URL', (name) => {
    const SIGNING = 'a-key-for-signing-of-32-bytes-or-more';
    const url = `${name}_URL`;
    const secret = `${name}_SECRET`;
    const settings = (text: string): { url: string; keys: readonly Buffer[] } | undefined => {
      const config = loadConfig({ [url]: 'https://platform.example.org/realtime', [secret]: text });
      return name === 'PLATFORM' ? config.platform : config.webhooks;
    };

    it('comes with a key, as text or as base64', () => {
      expect(settings(SIGNING)).toMatchObject({
        url: 'https://platform.example.org/realtime',
        keys: [Buffer.from(SIGNING)],
      });
      const bytes = Buffer.from('0123456789abcdef0123456789abcdef');
      expect(settings(`whsec_${bytes.toString('base64')}, ${SIGNING}`)?.keys).toEqual([bytes, Buffer.from(SIGNING)]);
    });

    it.each(['hunter2', `whsec_${Buffer.from('hunter2').toString('base64')}`, `whsec_%%%`, `${SIGNING},hunter2`])(
      'refuses the key %s without showing it',
      (text) => {
        const [problem, ...others] = problemsOf({ [url]: 'https://a.example', [secret]: text });
        expect(others).toEqual([]);
        expect(problem).toMatch(new RegExp(`^${secret}: the value \\(not shown\\) is not a key of at least 24 bytes`));
        expect(problem).not.toContain('hunter2');
      },
    );

    it('and its key need each other', () => {
      expect(problemsOf({ [url]: 'https://a.example' })).toEqual([
        expect.stringContaining(`${secret}: nothing was given`),
      ]);
      expect(problemsOf({ [secret]: SIGNING })).toEqual([expect.stringContaining(`${secret}: it was given without`)]);
    });

    it.each(['ftp://a.example', 'https://me:hunter2@a.example', 'https://a.example/#x', 'a.example'])(
      'refuses %s',
      (text) => {
        const [problem] = problemsOf({ [url]: text, [secret]: SIGNING });
        expect(problem).toMatch(new RegExp(`^${url}: `));
        expect(problem).not.toContain('hunter2');
      },
    );

    it('is warned of in production when it is not https', () => {
      const env = { NODE_ENV: 'production', JWT_SECRET: LONG_SECRET, [secret]: SIGNING };
      expect(loadConfig({ ...env, [url]: 'http://platform' }).warnings).toEqual([
        expect.stringContaining(`${url} is not https`),
      ]);
      expect(loadConfig({ ...env, [url]: 'https://platform' }).warnings).toEqual([]);
    });
  });

  it('reads which webhooks are sent', () => {
    const env = { WEBHOOK_URL: 'https://a.example', WEBHOOK_SECRET: 'a-key-for-signing-of-32-bytes-or-more' };
    expect([...(loadConfig(env).webhooks?.events ?? [])]).toEqual([...WEBHOOK_EVENTS]);
    const some = loadConfig({ ...env, WEBHOOK_EVENTS: 'user.online, message.created' }).webhooks;
    expect([...(some?.events ?? [])]).toEqual(['message.created', 'user.online']);
    expect(problemsOf({ ...env, WEBHOOK_EVENTS: 'message.sent' })).toEqual([
      expect.stringMatching(/^WEBHOOK_EVENTS: "message.sent" is not a comma separated list of message.created,/),
    ]);
  });

  it('lists every wrong variable with what was given and what is allowed', () => {
    expect(
      problemsOf({
        RATE_LIMIT_EVENTS: 'abc',
        PORT: '65536',
        NODE_ENV: 'prod',
        CLIENT_URL: '*',
        LOG_LEVEL: 'verbose',
        HOST: 'a\nb',
        REDIS_PORT: '6379',
      }),
    ).toEqual([
      'NODE_ENV: "prod" is not development, test or production',
      'HOST: "a\\nb" is not an IP address or a host name',
      'PORT: "65536" is not a whole number from 0 to 65535',
      expect.stringMatching(/^CLIENT_URL: "\*" is not a comma separated list of origins such as https:/),
      'RATE_LIMIT_EVENTS: "abc" is not a whole number from 1 to 1000000',
      'LOG_LEVEL: "verbose" is not fatal, error, warn, info, debug, trace or silent',
      'REDIS_PORT: it was given without REDIS_HOST, to which it belongs',
    ]);
  });

  it.each([
    'https://a.example/path',
    'ftp://a.example',
    'a.example',
    'https://*.example',
    'https://a.example,',
    'null',
  ])('refuses the origin %s', (origin) => {
    expect(problemsOf({ CLIENT_URL: origin })).toHaveLength(1);
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'mysql://'],
    ['DATABASE_URL', 'hunter2@db', undefined],
    ['REDIS_URL', 'http://:hunter2@redis', 'http://'],
    ['JWT_PUBLIC_KEY', 'hunter2', undefined],
    ['SERVICE_API_KEY', 'hunter2 with blanks', undefined],
  ])('says what is wrong with %s without showing it', (name, value, scheme) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name}: the value \\(not shown`));
    expect(problem).not.toContain('hunter2');
    if (scheme !== undefined) expect(problem).toContain(`it begins with ${scheme}`);
  });

  it.each([
    ['2', { hops: 2 }],
    ['10.0.0.0/8, ::1', { networks: ['10.0.0.0/8', '::1'] }],
  ])('reads TRUST_PROXY %s', (text, trustedProxies) => {
    expect(loadConfig({ TRUST_PROXY: text })).toMatchObject({ trustedProxies });
  });

  it.each(['17', '-1', 'true', '10.0.0.0/33', '::/129', '10.0.0/8', '10.0.0.1,', 'fe80::1%eth0', '1.2.3.4/'])(
    'refuses TRUST_PROXY %s',
    (text) => {
      expect(problemsOf({ TRUST_PROXY: text })).toEqual([expect.stringMatching(/^TRUST_PROXY: /)]);
    },
  );

  it('hides the credentials in an origin', () => {
    expect(problemsOf({ CLIENT_URL: 'https://me:hunter2@a.example' })[0]).not.toContain('hunter2');
  });

  it('refuses Redis given twice', () => {
    expect(problemsOf({ REDIS_URL: 'redis://redis', REDIS_HOST: 'redis', REDIS_PASSWORD: 'x' })).toEqual([
      expect.stringMatching(/^REDIS_HOST: .* besides REDIS_URL/),
      expect.stringMatching(/^REDIS_PASSWORD: .* besides REDIS_URL/),
    ]);
  });

  describe('token key', () => {
    it('is required in production', () => {
      expect(problemsOf({ NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^JWT_SECRET: nothing was given/)]);
    });

    it('is the only one', () => {
      expect(problemsOf({ JWT_SECRET: LONG_SECRET, JWT_JWKS_FILE: '/nowhere' })).toContain(
        'JWT_SECRET, JWT_JWKS_FILE: 2 token keys were given, only one of them is allowed',
      );
    });

    it('as a short secret is refused in production and warned of elsewhere', () => {
      const [problem] = problemsOf({ NODE_ENV: 'production', JWT_SECRET: 'hunter2' });
      expect(problem).toMatch(/^JWT_SECRET: .* at least 32 bytes/);
      expect(problem).not.toContain('hunter2');
      expect(loadConfig({ JWT_SECRET: 'hunter2' }).warnings).toEqual([
        expect.stringContaining('JWT_SECRET is shorter'),
      ]);
    });

    it('counts bytes, not characters', () => {
      expect(problemsOf({ NODE_ENV: 'production', JWT_SECRET: 'م'.repeat(16) })).toEqual([]);
    });

    it.each([
      ['RSA 2048', generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['Ed25519', generateKeyPairSync('ed25519')],
    ])('may be a public key: %s', (_kind, { publicKey }) => {
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const expected = { kind: 'public-key', pem };
      expect(loadConfig({ JWT_PUBLIC_KEY: pem }).tokenKey).toEqual(expected);
      expect(loadConfig({ JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') }).tokenKey).toEqual(expected);
    });

    it.each([
      ['RSA 1024', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
      ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
      ['Ed448', generateKeyPairSync('ed448').publicKey],
    ])('may not be a weak or unusual public key: %s', (_kind, publicKey) => {
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      expect(problemsOf({ JWT_PUBLIC_KEY: pem })).toHaveLength(1);
    });

    it('may not be a private key', () => {
      const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const [problem] = problemsOf({ JWT_PUBLIC_KEY: pem });
      expect(problem).toContain('is not a public key in PEM form');
      expect(problem).not.toContain(pem.split('\n')[1]);
    });

    it('may be a JWKS file', () => {
      const path = join(folder, 'jwks.json');
      const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
      writeFileSync(
        path,
        JSON.stringify({
          keys: [
            { kty: 'oct', k: 'AAAA' },
            { ...jwk, kid: 'a' },
          ],
        }),
      );
      expect(loadConfig({ JWT_JWKS_FILE: path }).tokenKey).toEqual({ kind: 'jwks-file', path });
    });

    it.each([
      ['no JSON', '{'],
      ['no key set', '[]'],
      ['no key', '{"keys":[]}'],
      ['secret keys only', '{"keys":[{"kty":"oct","k":"AAAA"}]}'],
      [
        'private keys only',
        JSON.stringify({ keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })] }),
      ],
    ])('may not be a JWKS file with %s', (_what, content) => {
      const path = join(folder, 'jwks.json');
      writeFileSync(path, content);
      expect(problemsOf({ JWT_JWKS_FILE: path })).toHaveLength(1);
    });

    it('may not be a JWKS file that is not there', () => {
      expect(problemsOf({ JWT_JWKS_FILE: join(folder, 'nowhere') })).toHaveLength(1);
    });
  });

  it('shows control characters as escapes', () => {
    expect(problemsOf({ NODE_ENV: '\u007f\u009b' })).toEqual([expect.stringContaining('"\\u007f\\u009b"')]);
  });

  it('answers any environment with a configuration or a ConfigError that keeps the secrets', () => {
    const secrets = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'SERVICE_API_KEY', 'DATABASE_URL', 'REDIS_URL', 'REDIS_PASSWORD'];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.integer().map(String),
      fc.constantFrom('', ' '),
    );
    const env = fc
      .dictionary(fc.constantFrom(...variableNames()), text)
      .map((given) =>
        Object.fromEntries(
          Object.entries(given).map(([name, value]) => [name, secrets.includes(name) ? `${value}hunter2` : value]),
        ),
      );
    fc.assert(
      fc.property(env, (given) => {
        for (const problem of problemsOf(given)) {
          expect(problem).toMatch(/^[A-Z_]+(, [A-Z_]+)*: \P{Cc}+$/u);
          expect(problem).not.toContain('hunter2');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
