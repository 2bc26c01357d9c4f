import type { User } from './user.js';

/** What the platform says of a user; `invalid` when it makes no sense. */
export type PlatformUser = User | 'invalid';

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const LONGEST_NAME = 200;

/**
 * Reads `{ users: [{ id, displayName, role, disabled?, revokedAt? }] }`. One record that makes no sense does not spoil the
 * others; unknown properties are ignored, so that the platform may add some.
 * @throws Error when it is not such a list.
 */
export function readPlatformUsers(answer: unknown): Map<string, PlatformUser> {
  const list = isRecord(answer) ? answer['users'] : undefined;
  if (!Array.isArray(list)) throw new Error('the answer has no list of users');
  const users = new Map<string, PlatformUser>();
  for (const record of list as unknown[]) {
    const id = isRecord(record) ? record['id'] : undefined;
    if (isRecord(record) && typeof id === 'string' && ID.test(id)) users.set(id, userOf(id, record));
  }
  return users;
}

function userOf(id: string, record: Readonly<Record<string, unknown>>): PlatformUser {
  const { displayName, role, disabled = false, revokedAt = null } = record;
  if (typeof displayName !== 'string' || !isName(displayName)) return 'invalid';
  if (typeof role !== 'string' || !ID.test(role) || typeof disabled !== 'boolean') return 'invalid';
  const revoked = typeof revokedAt === 'string' ? new Date(revokedAt) : null;
  // A moment that cannot be read must not pass for none.
  if (revokedAt !== null && (revoked === null || Number.isNaN(revoked.getTime()))) return 'invalid';
  return { id, displayName, role, disabled, revokedAt: revoked };
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && !text.includes('\u0000') && text.isWellFormed();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
