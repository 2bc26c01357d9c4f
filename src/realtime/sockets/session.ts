import { ADMIN_ROLE } from '../../auth/user.js';
import type { Locale } from '../../errors/catalogue.js';

/**
 * Who is behind one socket. Made by the authentication of its namespace; changed only by a refresh of the token, and by a
 * change of the user's role.
 */
export class Session {
  /** When the token was issued, in milliseconds since 1970, if it says so. */
  issuedAt: number | undefined;
  /** When the token expires, in milliseconds since 1970; undefined when it never does. */
  expiresAt: number | undefined;
  /** Whether the socket was told that its token is about to expire. */
  warned = false;

  constructor(
    /** Shared by all namespaces of one connection. Not the transport's own id, which is a secret. */
    readonly id: string,
    readonly userId: string,
    public role: string,
    readonly locale: Locale,
    /** Whether low-urgency events come in batches. */
    readonly batch: boolean,
    readonly ip: string,
    /** In milliseconds since 1970. */
    readonly connectedAt: number,
  ) {}

  /** Puts a token behind the session; its times are as those of the session. */
  carriedBy(issuedAt: number | undefined, expiresAt: number | undefined): void {
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.warned = false;
  }

  get isAdmin(): boolean {
    return this.role === ADMIN_ROLE;
  }

  /** Whether the token has run out at the given time, in milliseconds since 1970. */
  expired(now: number): boolean {
    return this.expiresAt !== undefined && this.expiresAt <= now;
  }
}
