import type { TestApp } from '../../support/app.js';

/** A token of a demo user, as the page gets it. */
export async function demoToken(app: TestApp, userId: string): Promise<string> {
  const answer = await fetch(`${app.url}/demo/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId }),
  });
  return ((await answer.json()) as { data: { token: string } }).data.token;
}
