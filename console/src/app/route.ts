import { useSyncExternalStore } from 'react';

/**
 * The parts of the page's address behind the `#`: `#/admin/sessions` is `['admin', 'sessions']`. Behind it, since the
 * server then has one address for the page, `/`, and so does whatever stands in front of the server.
 */
export function useRoute(): readonly string[] {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
}

/** The address of a part of the page, for `href`. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** An address that somebody typed may have a percent sign that stands for nothing but itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
