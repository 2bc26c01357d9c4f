import { demoToken } from '../server/demo-api.js';
import type { Locale } from '../i18n/locale.js';

/** Who somebody is: a user of the demo, or whoever a pasted token names. */
export type Credentials =
  { readonly kind: 'demo'; readonly userId: string } | { readonly kind: 'token'; readonly token: string };

/** Where the client gets its tokens. The demo gives a fresh one each time, a pasted one is what it is. */
export function tokenSource(credentials: Credentials, locale: Locale): () => Promise<string> | string {
  return credentials.kind === 'demo' ? () => demoToken(credentials.userId, locale) : () => credentials.token;
}

/** What credentials are the same as, for React keys. */
export function identityOf(credentials: Credentials): string {
  return credentials.kind === 'demo' ? `demo:${credentials.userId}` : `token:${credentials.token}`;
}

/** Whether this has the form of a token. Whether it is one, and whose, is for the server to say. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}
