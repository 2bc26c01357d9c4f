import { beforeAll, describe, expect, it } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import { ERROR_CATALOGUE, type ErrorCode, type Locale } from '../../src/errors/catalogue.js';
import { NAMESPACES } from '../../src/realtime/sockets/room.js';
import { SocketServer } from '../../src/realtime/sockets/socket-server.js';
import { Lifecycle } from '../../src/telemetry/lifecycle.js';
import { startApp, type TestApp } from '../support/app.js';
import { connected, type ConnectOptions, refused, request } from '../support/client.js';
import { createDatabase, startPostgres } from '../support/postgres.js';
import { signToken } from '../support/tokens.js';

/** How a client says its language, and which one it is then told in. */
const LANGUAGES: readonly (readonly [string, ConnectOptions, Locale])[] = [
  ['nothing', {}, 'ar'],
  ['auth.locale', { locale: 'en', extraHeaders: { 'Accept-Language': 'ar' } }, 'en'],
  ['Accept-Language', { extraHeaders: { 'Accept-Language': 'fr, en-GB;q=0.8, ar;q=0.5' } }, 'en'],
];

// Real: the application, PostgreSQL, sockets. UNAVAILABLE is not among the refusals that can be brought about: all that a
// connection needs of the store is the look-up of its user, and when that fails the check itself has failed, AUTH_FAILED.
describe('a refused connection', () => {
  let app: TestApp;
  let tokens: Readonly<Record<string, string | undefined>>;

  beforeAll(async () => {
    app = await startApp();
    await app.users('layla', 'revoked');
    await app.get(UsersService).upsert('disabled', { displayName: 'disabled', role: 'member', disabled: true });
    tokens = {
      'no token': undefined,
      'an empty token': '',
      'no JWT': 'test-token',
      'a token of another key': signToken({ userId: 'layla' }, 'another-secret-of-more-than-32-bytes!'),
      'a token of another algorithm': app.token('layla', { algorithm: 'HS512' }),
      'a token without a subject': app.token('', { claims: { userId: undefined } }),
      'a token of a strange subject': app.token('../layla'),
      'a token that is too long': `${app.token('layla')}${'a'.repeat(9000)}`,
      'a revoked token': app.token('revoked', { expiresIn: null }),
      'an expired token': app.token('layla', { expiresIn: -10 }),
      'the token of nobody': app.token('nobody'),
      'the token of a disabled user': app.token('disabled'),
    };
    await app.get(UsersService).revoke('revoked');
  });

  describe.each([
    ['no token', 'AUTH_REQUIRED'],
    ['an empty token', 'AUTH_REQUIRED'],
    ['no JWT', 'AUTH_INVALID'],
    ['a token of another key', 'AUTH_INVALID'],
    ['a token of another algorithm', 'AUTH_INVALID'],
    ['a token without a subject', 'AUTH_INVALID'],
    ['a token of a strange subject', 'AUTH_INVALID'],
    ['a token that is too long', 'AUTH_INVALID'],
    ['a revoked token', 'AUTH_INVALID'],
    ['an expired token', 'AUTH_EXPIRED'],
    ['the token of nobody', 'AUTH_USER_NOT_FOUND'],
    ['the token of a disabled user', 'AUTH_USER_DISABLED'],
  ] as const)('with %s', (what, code) => {
    it.each(LANGUAGES)(`is ${code} in every namespace, in the language of %s`, async (_by, options, locale) => {
      for (const namespace of NAMESPACES) {
        const token = tokens[what];
        await expectRefusal(app, code, locale, namespace, { ...options, ...(token === undefined ? {} : { token }) });
      }
    });

    it(`is ${code} by its Authorization header as well`, async () => {
      const token = tokens[what];
      const extraHeaders: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      for (const namespace of NAMESPACES) await expectRefusal(app, code, 'ar', namespace, { extraHeaders });
    });
  });

  it('is FORBIDDEN on /admin without the role', async () => {
    for (const [, options, locale] of LANGUAGES) {
      await expectRefusal(app, 'FORBIDDEN', locale, '/admin', { ...options, token: app.token('layla') });
    }
    // What a token says of a role counts for nothing.
    const token = app.token('layla', { claims: { role: 'admin' } });
    await expectRefusal(app, 'FORBIDDEN', 'ar', '/admin', { token });
  });

  it.each([null, 5, true, {}, ['token']])('is AUTH_REQUIRED with the token %j, which is no text', async (token) => {
    await expectRefusal(app, 'AUTH_REQUIRED', 'ar', '/', { auth: { token } });
  });

  it('takes a token from either place, and the one in auth.token first', async () => {
    const good = app.token('layla');
    const Authorization = `Bearer ${good}`;
    for (const transport of ['websocket', 'polling']) {
      const transports = [transport];
      const extraHeaders = { Authorization };
      await app.connect('/chat', 'layla', { transports });
      await app.connect('/chat', 'layla', { transports, extraHeaders, auth: {} });
      await app.connect('/chat', 'layla', { transports, extraHeaders: { Authorization: 'Bearer bad' } });
      await expectRefusal(app, 'AUTH_INVALID', 'ar', '/chat', { transports, extraHeaders, token: 'bad' });
      await expectRefusal(app, 'AUTH_REQUIRED', 'ar', '/chat', { transports, extraHeaders: { Authorization: good } });
    }
  });

  it('goes by the headers of the connection in whichever namespace comes later', async () => {
    for (const transport of ['websocket', 'polling']) {
      const extraHeaders = {
        Authorization: `Bearer ${app.token('layla')}`,
        'Accept-Language': 'en',
        Cookie: 'secret=1',
      };
      const first = await app.connect('/', 'layla', { transports: [transport], extraHeaders, auth: {} });
      const later = first.io.socket('/chat', { auth: {} });
      await connected(later);
      const { error } = await request(later, 'chat:join', {});
      expect(error?.message).toBe(ERROR_CATALOGUE.VALIDATION_FAILED.message.en);
      // What nobody reads any more is not kept.
      const kept = app.get(SocketServer).socket('/chat', later.id ?? '')?.request;
      expect(Object.keys(kept?.headers ?? {}).sort()).toEqual(['accept-language', 'authorization']);
      expect(kept?.rawHeaders).toEqual([]);
    }
  });

  it('is RATE_LIMITED in every namespace for who has no commands left, or connects too often', async () => {
    const own = await startApp({ env: { RATE_LIMIT_EVENTS: '1' } });
    await own.users('layla', 'omar', 'admin');
    for (let i = 0; i < 10; i += 1) (await own.connect('/', 'omar')).disconnect();
    await expectRefusal(own, 'RATE_LIMITED', 'ar', '/', { token: own.token('omar') });
    const admin = await own.connect('/', 'admin');
    for (let i = 0; i < 2; i += 1) await admin.emitWithAck('no:such:event');
    for (const namespace of NAMESPACES) {
      for (const [, options, locale] of LANGUAGES) {
        await expectRefusal(own, 'RATE_LIMITED', locale, namespace, { ...options, token: own.token('admin') });
      }
    }
    await own.connect('/', 'layla');
  });

  it('is AUTH_FAILED in every namespace when the user cannot be looked up', async () => {
    const server = await startPostgres();
    const own = await startApp({ env: { DATABASE_URL: await createDatabase(server.url) } });
    await server.kill();
    for (const namespace of NAMESPACES) {
      for (const [, options, locale] of LANGUAGES) {
        await expectRefusal(own, 'AUTH_FAILED', locale, namespace, { ...options, token: own.token('layla') });
      }
    }
  });

  it('is SHUTTING_DOWN in every namespace once the node drains', async () => {
    const own = await startApp();
    await own.users('admin');
    own.get(Lifecycle).startDraining();
    const refusals = NAMESPACES.flatMap((namespace) =>
      LANGUAGES.map(([, options, locale]) =>
        expectRefusal(own, 'SHUTTING_DOWN', locale, namespace, { ...options, token: own.token('admin') }),
      ),
    );
    await Promise.all(refusals);
  });
});

async function expectRefusal(
  app: TestApp,
  code: ErrorCode,
  locale: Locale,
  namespace: string,
  options: ConnectOptions,
): Promise<void> {
  const { message, retryable } = ERROR_CATALOGUE[code];
  const error = await refused(app.url, namespace, options);
  expect(error.message).toBe(message[locale]);
  const wait = code === 'RATE_LIMITED' ? { retryAfterMs: expect.any(Number) as number } : {};
  expect(error.data).toEqual({ code, message: message[locale], retryable, ...wait });
}
