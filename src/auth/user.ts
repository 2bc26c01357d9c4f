import type { ForeignTransaction } from '../database/foreign-transaction.js';

/** A user, as the platform knows them. */
export interface User {
  readonly id: string;
  readonly displayName: string;
  readonly role: string;
  readonly disabled: boolean;
  /** Tokens issued at or before this moment are refused. */
  readonly revokedAt: Date | null;
}

/** The role that opens `/admin`. */
export const ADMIN_ROLE = 'admin';

/** Where users are looked up. */
export abstract class UserDirectory {
  /** The user of that id, or undefined. May be a few seconds old, but never older than the last `forget`. */
  abstract find(userId: string): Promise<User | undefined>;

  /**
   * Those of the users that exist, by id, with one query: always fresh. A directory that is in the database looks `within`
   * the transaction, where one is given: its connection may be the only one.
   */
  abstract findAll(userIds: readonly string[], within?: ForeignTransaction): Promise<Map<string, User>>;

  /** The next look-up of this user asks the source again. */
  abstract forget(userId: string): void;
}
