import { ADMIN_ROLE, type UserDirectory } from '../auth/user.js';
import type { Visitor } from './access-policy.js';

/** An inbox is open to its user, and to administrators when there is such a user: a rule of the wire contract. */
export async function mayOpenInbox(visitor: Visitor, ownerId: string, directory: UserDirectory): Promise<boolean> {
  if (visitor.userId === ownerId) return true;
  return visitor.role === ADMIN_ROLE && (await directory.find(ownerId)) !== undefined;
}
