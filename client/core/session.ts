import type { RefreshedSession } from '../../src/general/general.protocol.js';
import type { SessionExpiring, SessionReady } from '../../src/realtime/realtime.protocol.js';
import { backoff } from './backoff.js';
import type { Connection } from './connection.js';
import type { Link } from './link.js';
import { disconnected } from './realtime-error.js';
import { Value, type Readable } from './value.js';

/** Who the server takes us for, and until when. Keeps the session alive by itself. */
export class SessionClient {
  private readonly ready = new Value<SessionReady | undefined>(undefined);
  private readonly link: Link;
  private refreshing: Promise<SessionReady> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private refreshedAt = 0;
  /** By how much the server's clock is ahead of ours. */
  private aheadMs = 0;

  constructor(private readonly connection: Connection) {
    this.link = connection.link('/');
    this.link.on<SessionReady>('session:ready', (session) => {
      connection.maxPayload = session.limits.maxPayloadBytes;
      this.aheadMs = Date.parse(session.serverTime) - Date.now();
      this.ready.set(session);
    });
    this.link.on<SessionExpiring>('session:expiring', ({ expiresAt }) => this.expiring(expiresAt));
    this.link.changes.on('down', () => clearTimeout(this.timer));
    this.link.changes.on('givenUp', () => clearTimeout(this.timer));
  }

  /** What the server has said of it last; undefined before the first connection. */
  get current(): Readable<SessionReady | undefined> {
    return this.ready;
  }

  /** The user's id, once it is known. */
  get userId(): string | undefined {
    return this.ready.get()?.userId;
  }

  /** Puts a new token from `token()` behind the session, now: rooms and order are kept. */
  refresh(): Promise<SessionReady> {
    this.refreshing ??= this.refreshOnce().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async refreshOnce(): Promise<SessionReady> {
    const token = await this.connection.tokens.fetch();
    const { expiresAt } = await this.link.command<RefreshedSession>('session:refresh', { token });
    this.refreshedAt = Date.now();
    const session = this.ready.get();
    if (session === undefined) throw disconnected();
    const refreshed = { ...session, expiresAt };
    this.ready.set(refreshed);
    return refreshed;
  }

  /** A minute is left, or less when tokens are as short as that: then half of what is left is waited for. */
  private expiring(expiresAt: string): void {
    const left = Date.parse(expiresAt) - (Date.now() + this.aheadMs);
    // However short it lives, not again at once.
    const recent = Date.now() - this.refreshedAt < Math.max(left, 4000);
    this.refreshIn(recent ? Math.max(left / 2, 2000) : 0, 0);
  }

  private refreshIn(delayMs: number, failures: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const before = this.ready.get()?.expiresAt;
      this.refresh()
        .then(({ expiresAt }) => {
          // The application still has the old one: ask again before it ends.
          if (expiresAt !== null && expiresAt === before) this.retry(failures);
        })
        // The server ends the session when its time is over, and a new one begins with the next token.
        .catch(() => this.retry(failures));
    }, delayMs);
  }

  private retry(failures: number): void {
    if (this.link.up) this.refreshIn(backoff(failures, { minMs: 2000, maxMs: 15_000 }), failures + 1);
  }
}
