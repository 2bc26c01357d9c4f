import { afterEach, expect, it, vi } from 'vitest';

import { startNode } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { signToken } from '../support/tokens.js';
import { newClient } from './support/clients.js';

const SECRET = 'a-secret-for-clocks-of-more-than-32-bytes';
const KEY = 'a-key-for-clocks';

afterEach(() => {
  vi.restoreAllMocks();
});

// Real: a node in a process of its own, with the right time. The client's clock is an hour off.
it.each([-3600, 3600])('renews tokens in time with a clock that is %i s ahead', async (ahead) => {
  const env = { DATABASE_URL: await createDatabase(), JWT_SECRET: SECRET, SERVICE_API_KEY: KEY, LOG_LEVEL: 'error' };
  const { url } = await startNode({ env });
  const made = await fetch(`${url}/v1/users/layla`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ displayName: 'Layla', role: 'member' }),
  });
  expect(made.ok).toBe(true);
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + ahead * 1000);
  let asked = 0;
  const token = (): string => {
    asked += 1;
    const issuedAt = Math.floor(now() / 1000);
    return signToken({ userId: 'layla', issuedAt, expiresIn: (asked < 3 ? 4 : 600) - ahead }, SECRET);
  };
  const client = newClient({ url, token });
  const seen: string[] = [];
  client.connection.state.subscribe(() => seen.push(client.connection.state.get().status));
  await vi.waitFor(() => expect(asked).toBe(3), { timeout: 8000 });
  const far = now() + 300_000;
  await vi.waitFor(() => expect(Date.parse(client.session.current.get()?.expiresAt ?? '')).toBeGreaterThan(far));
  expect(seen).toEqual(['online']);
});
