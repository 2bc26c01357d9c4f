import type { Credentials } from './credentials.js';
import { looksLikeToken } from './credentials.js';
import type { Place } from './place.js';

/** What was kept for a place when this tab was loaded before; null when somebody signed out there. */
export function keptCredentials(place: Place): Credentials | null | undefined {
  try {
    return readCredentials(JSON.parse(sessionStorage.getItem(keyOf(place)) ?? 'false'));
  } catch {
    return undefined;
  }
}

/** Keeps them for as long as this tab lives, and shows them to no other tab. Null: nobody. */
export function keepCredentials(place: Place, credentials: Credentials | null): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify(credentials));
  } catch {
    // The browser keeps nothing: one signs in again after loading the page.
    return;
  }
}

function keyOf(place: Place): string {
  return `depth-console:credentials:${place}`;
}

function readCredentials(stored: unknown): Credentials | null | undefined {
  if (stored === null) return null;
  if (typeof stored !== 'object' || !('kind' in stored)) return undefined;
  if (stored.kind === 'demo' && 'userId' in stored && typeof stored.userId === 'string') {
    return { kind: 'demo', userId: stored.userId };
  }
  const isToken = stored.kind === 'token' && 'token' in stored && typeof stored.token === 'string';
  return isToken && looksLikeToken(stored.token as string)
    ? { kind: 'token', token: stored.token as string }
    : undefined;
}
