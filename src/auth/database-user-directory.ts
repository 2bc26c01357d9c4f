import { Injectable } from '@nestjs/common';

import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { UserDirectory, type User } from './user.js';
import { UserStore } from './user.store.js';

const HIT_MS = 5000;
const MISS_MS = 1000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly user: Promise<User | undefined>;
  expiresAt: number;
}

/** Our own users' table, with a short memory. Look-ups of one user at the same time share one query. */
@Injectable()
export class DatabaseUserDirectory extends UserDirectory {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly store: UserStore) {
    super();
  }

  override find(userId: string): Promise<User | undefined> {
    const known = this.entries.get(userId);
    if (known !== undefined && known.expiresAt > Date.now()) return known.user;
    const entry: Entry = { user: this.store.find(userId), expiresAt: Date.now() + HIT_MS };
    this.entries.delete(userId);
    this.entries.set(userId, entry);
    this.trim();
    entry.user.then(
      (user) => {
        if (user === undefined) entry.expiresAt = Math.min(entry.expiresAt, Date.now() + MISS_MS);
      },
      () => {
        if (this.entries.get(userId) === entry) this.entries.delete(userId);
      },
    );
    return entry.user;
  }

  override findAll(userIds: readonly string[], within?: ForeignTransaction): Promise<Map<string, User>> {
    return within === undefined ? this.store.findAll(userIds) : this.store.findAllWithin(within, userIds);
  }

  override forget(userId: string): void {
    this.entries.delete(userId);
  }

  private trim(): void {
    if (this.entries.size <= MAX_ENTRIES) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
