import { Injectable } from '@nestjs/common';

import { Authenticator } from '../auth/authenticator.js';
import { UserChanges } from '../auth/user-changes.js';
import { CodedError } from '../errors/coded-error.js';
import type { Caller } from '../realtime/commands/caller.js';
import { SessionRegistry } from '../realtime/connections/session-registry.js';
import type { RefreshedSession, RefreshSession } from './general.protocol.js';

/** The session behind the sockets of one connection. */
@Injectable()
export class SessionService {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: SessionRegistry,
    private readonly changes: UserChanges,
  ) {}

  /**
   * Puts a newer token behind every socket of the session, in whichever namespace: rooms and order are kept.
   * @throws CodedError `FORBIDDEN` for the token of another user; otherwise what a connection with it would be refused with.
   */
  async refresh({ session }: Caller, { token }: RefreshSession): Promise<RefreshedSession> {
    const { user, issuedAt, expiresAt } = await this.authenticator.authenticate(token);
    if (user.id !== session.userId) throw new CodedError('FORBIDDEN');
    // A role that was changed behind our back reaches the user's other sockets in the same way as one that was announced.
    if (user.role !== session.role) this.changes.announce({ userId: user.id, kind: 'updated', at: new Date() });
    this.sessions.refresh(session, issuedAt, expiresAt);
    return { expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString() };
  }
}
