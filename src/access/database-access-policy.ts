import type { UserDirectory } from '../auth/user.js';
import { AccessPolicy, type GuardedKind, type MemberKind, type Stay, type Visitor } from './access-policy.js';
import { mayOpenInbox } from './inbox-rule.js';
import type { MembershipsStore } from './memberships.store.js';

/** Conversations and projects are open to their members, whom the server API names. Administrators have no more access. */
export class DatabaseAccessPolicy extends AccessPolicy {
  constructor(
    private readonly memberships: MembershipsStore,
    private readonly directory: UserDirectory,
  ) {
    super();
  }

  override mayEnter(visitor: Visitor, kind: GuardedKind, id: string): Promise<boolean> {
    if (kind === 'inbox') return mayOpenInbox(visitor, id, this.directory);
    return this.memberships.isMember(kind, id, visitor.userId);
  }

  override strangers(kind: MemberKind, stays: readonly Stay[]): Promise<Stay[]> {
    return this.memberships.strangers(kind, stays);
  }

  override async describe(): Promise<undefined> {
    // Nobody knows more than our tables.
  }

  override forget(): void {
    // Nothing is remembered: each question is a query.
  }
}
