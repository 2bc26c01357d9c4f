import { ADMIN_ROLE } from '../../auth/user.js';
import type { Locale } from '../../errors/catalogue.js';

/**
 * Who is behind one socket. Made by the authentication of its namespace; changed only by a refresh of the token, and by a
 * change of the user's role.
 */
export class Session {
  /** When the token was issued, if it says so. */
  issuedAt: Date | undefined;
  /** When the token expires; undefined when it never does. */
  expiresAt: Date | undefined;

  constructor(
    /** Shared by all namespaces of one connection. Not the transport's own id, which is a secret. */
    readonly id: string,
    readonly userId: string,
    public role: string,
    readonly locale: Locale,
    /** Whether low-urgency events come in batches. */
    readonly batch: boolean,
    readonly ip: string,
    readonly connectedAt: Date,
  ) {}

  get isAdmin(): boolean {
    return this.role === ADMIN_ROLE;
  }

  /** Whether the token has run out at the given time, in milliseconds since 1970. */
  expired(now: number): boolean {
    return this.expiresAt !== undefined && this.expiresAt.getTime() <= now;
  }
}
