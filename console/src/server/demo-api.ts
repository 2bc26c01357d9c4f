import type { ErrorBody } from '../../../src/errors/coded-error.js';
import type { Locale } from '../i18n/locale.js';

/** What the demo refused. */
export class DemoRefusal extends Error {
  constructor(readonly body: Pick<ErrorBody, 'code' | 'message'>) {
    super(body.message);
  }
}

/** A token of a demo user, for who sits at the server's own machine. */
export async function demoToken(userId: string, locale: Locale): Promise<string> {
  const { token } = await post<{ token: string }>('tokens', { userId }, locale);
  return token;
}

/** Sends a notification to a demo user, as the platform would. */
export async function demoNotification(
  notification: { readonly userId: string; readonly title: string; readonly body: string },
  locale: Locale,
): Promise<void> {
  await post('notifications', notification, locale);
}

async function post<T>(route: string, body: object, locale: Locale): Promise<T> {
  const response = await fetch(`/demo/${route}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': locale },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: T } | { error: ErrorBody };
  if ('error' in answer) throw new DemoRefusal(answer.error);
  return answer.data;
}
