import { Injectable, type OnModuleInit } from '@nestjs/common';

import { issuedAfter } from '../../auth/authenticator.js';
import { UserChanges } from '../../auth/user-changes.js';
import { UserDirectory, type User } from '../../auth/user.js';
import { Reconciler } from '../cluster/reconciler.js';
import { SessionRegistry } from './session-registry.js';

/** How many users are looked up with one query, so that a crowded node is not held up by the answer. */
const BATCH = 1000;

/** Announces the changes of users that this node has not heard of, as far as they concern its open sockets. */
@Injectable()
export class SessionCheck implements OnModuleInit {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: UserDirectory,
    private readonly changes: UserChanges,
    private readonly reconciler: Reconciler,
  ) {}

  onModuleInit(): void {
    this.reconciler.register(() => this.compare());
  }

  private async compare(): Promise<void> {
    const userIds = [...this.sessions.userIds()];
    for (let start = 0; start < userIds.length; start += BATCH) {
      const batch = userIds.slice(start, start + BATCH);
      const users = await this.directory.findAll(batch);
      for (const userId of batch) this.judge(userId, users.get(userId));
    }
  }

  private judge(userId: string, user: User | undefined): void {
    const at = new Date();
    if (user === undefined || user.disabled) {
      this.changes.announce({ userId, kind: 'disabled', at });
      return;
    }
    const sessions = [...this.sessions.all(userId)].map(({ data }) => data.session);
    const { revokedAt, role } = user;
    if (revokedAt !== null && sessions.some(({ issuedAt }) => !issuedAfter(issuedAt, revokedAt))) {
      this.changes.announce({ userId, kind: 'revoked', at: revokedAt });
    }
    if (sessions.some((session) => session.role !== role)) this.changes.announce({ userId, kind: 'updated', at });
  }
}
