import { randomUUID } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';

import { Authenticator } from '../../auth/authenticator.js';
import { ADMIN_ROLE } from '../../auth/user.js';
import { Config } from '../../config/config.js';
import { CodedError } from '../../errors/coded-error.js';
import { Lifecycle } from '../../telemetry/lifecycle.js';
import { Metrics } from '../../telemetry/metrics.js';
import { ClientAddress } from './client-address.js';
import { localeOf } from './locale.js';
import { pruneRequest } from './prune-request.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import { Session } from '../sockets/session.js';

/** How many namespaces of one connection may be under authentication at once. */
const MAX_PENDING = 8;
/** How long a connection to a draining node may wait for its end before it is refused. */
const DRAINING_PATIENCE_MS = 1000;

/** Of one connection. There may be very many of them, and nearly all have one user. */
interface ConnectionState {
  /** One connection may carry several users in several namespaces. */
  sessions: readonly { readonly userId: string; readonly sessionId: string }[];
  pending: number;
}

/** What a socket's handshake keeps in the place of headers and token. */
const NOTHING: Record<string, never> = Object.freeze({});

/** The refusal of a connection, as socket.io-client's `connect_error` shows it. */
class ConnectionRefused extends Error {
  constructor(readonly data: { readonly code: string; readonly message: string; readonly retryable: boolean }) {
    super(data.message);
  }
}

/**
 * The middleware before every namespace: no handler runs for a socket that has not passed it. It leaves a
 * {@link Session} with the socket, and takes the token away from where it could leak.
 */
@Injectable()
export class NamespaceAuthentication {
  private readonly logger = new Logger(NamespaceAuthentication.name);
  private readonly connections = new WeakMap<object, ConnectionState>();
  private readonly address: ClientAddress;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
    private readonly lifecycle: Lifecycle,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {
    this.address = new ClientAddress(config.trustedProxies);
  }

  /** Calls `next` without an argument when the socket may connect, else with the refusal. */
  authenticate(socket: RealtimeSocket, next: (error?: Error) => void): void {
    const state = this.stateOf(socket.conn);
    if (state.pending >= MAX_PENDING) {
      socket.conn.close();
      return;
    }
    state.pending += 1;
    const locale = localeOf(socket.handshake, this.config.defaultLocale);
    this.open(socket, state, locale)
      .then(() => next())
      .catch((error: unknown) => {
        const refusal = error instanceof CodedError ? error : this.unexpected(error);
        this.metrics.authRefused(refusal.code);
        next(new ConnectionRefused(refusal.toBody(locale)));
      })
      .finally(() => {
        state.pending -= 1;
      });
  }

  private async open(socket: RealtimeSocket, state: ConnectionState, locale: Session['locale']): Promise<void> {
    if (this.lifecycle.draining) await refuseWhileDraining();
    const { handshake } = socket;
    const claims = await this.authenticator.verify(tokenOf(handshake));
    await this.limiter.connect(claims.userId);
    // Last, so that nothing that happens to the user falls between the look-up and the session.
    const { user, issuedAt, expiresAt } = await this.authenticator.admit(claims);
    if (socket.nsp.name === '/admin' && user.role !== ADMIN_ROLE) throw new CodedError('FORBIDDEN');
    const sessionId = sessionIdOf(state, user.id);
    const batch = handshake.auth['batch'] === true;
    const session = new Session(sessionId, user.id, user.role, locale, batch, this.address.of(handshake), Date.now());
    session.carriedBy(issuedAt, expiresAt);
    socket.data.session = session;
    handshake.auth = NOTHING;
    handshake.headers = NOTHING;
    pruneRequest(socket.request);
  }

  private stateOf(connection: object): ConnectionState {
    let state = this.connections.get(connection);
    if (state === undefined) {
      state = { sessions: [], pending: 0 };
      this.connections.set(connection, state);
    }
    return state;
  }

  private unexpected(error: unknown): CodedError {
    this.logger.error(`a connection could not be checked: ${String(error)}`);
    return new CodedError('AUTH_FAILED', { cause: error });
  }
}

/**
 * Waits a moment before it refuses: plain clients do not come back from a refusal by themselves, but they do from the end of
 * the connection, which in most drains comes first.
 */
async function refuseWhileDraining(): Promise<never> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, DRAINING_PATIENCE_MS).unref();
  });
  throw new CodedError('SHUTTING_DOWN');
}

function sessionIdOf(state: ConnectionState, userId: string): string {
  const known = state.sessions.find((session) => session.userId === userId);
  if (known !== undefined) return known.sessionId;
  // The same chance in one small piece of memory; the text of a UUID stays in its fourteen parts.
  const sessionId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  // Not spread: that would keep room for more.
  state.sessions = state.sessions.concat({ userId, sessionId });
  return sessionId;
}

/** The token in `auth.token`, or else in the Authorization header. Whatever it is, the authenticator judges it. */
function tokenOf({ auth, headers }: RealtimeSocket['handshake']): unknown {
  const token: unknown = auth['token'];
  if (token !== undefined && token !== null && token !== '') return token;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
