import { Injectable } from '@nestjs/common';

import { UserChanges } from './user-changes.js';
import { UserDirectory, type User } from './user.js';
import { UserStore } from './user.store.js';

/** Users as the platform changes them. Every change takes effect on open sockets at once. */
@Injectable()
export class UsersService {
  constructor(
    private readonly store: UserStore,
    private readonly directory: UserDirectory,
    private readonly changes: UserChanges,
  ) {}

  find(userId: string): Promise<User | undefined> {
    return this.directory.find(userId);
  }

  /** Makes or changes a user. A user who is disabled is put out. */
  async upsert(id: string, user: { displayName: string; role: string; disabled?: boolean }): Promise<void> {
    const disabled = user.disabled ?? false;
    await this.store.upsert({ id, displayName: user.displayName, role: user.role, disabled });
    this.announce(id, disabled ? 'disabled' : 'updated', new Date());
  }

  /** Ends every session, and refuses every token issued until now. False when there is no such user. */
  async revoke(userId: string, at: Date = new Date()): Promise<boolean> {
    let known = await this.store.revoke(userId, at);
    // A user of somebody else's directory is noted here when they are first looked up.
    if (!known && (await this.directory.find(userId)) !== undefined) known = await this.store.revoke(userId, at);
    if (known) this.announce(userId, 'revoked', at);
    return known;
  }

  /** Notes when each of the users was here. */
  touch(moments: ReadonlyMap<string, Date>): Promise<void> {
    return this.store.touch(moments);
  }

  /** When each user was last here; users who never were, or do not exist, are left out. */
  lastSeen(userIds: readonly string[]): Promise<Map<string, Date>> {
    return this.store.lastSeen(userIds);
  }

  private announce(userId: string, kind: 'updated' | 'disabled' | 'revoked', at: Date): void {
    this.directory.forget(userId);
    this.changes.announce({ userId, kind, at });
  }
}
