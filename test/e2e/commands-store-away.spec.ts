import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';

import { lasting } from '../cluster/support/lasting.js';
import { startApp } from '../support/app.js';
import { command, request } from '../support/client.js';
import { createDatabase, holdLock, startPostgres } from '../support/postgres.js';
import { expectError } from './commands/asking.js';
import { exempt } from './commands/row.js';
import { COMMANDS } from './commands/rows.js';
import { MARKER, World } from './commands/world.js';

/** What UNAVAILABLE may take, by the contract of the database. */
const LIMIT_MS = 5000;

// Real: the application, a PostgreSQL server of its own that is frozen and killed, sockets.
describe('every command while the store is away', () => {
  it.each(['frozen', 'killed'] as const)('%s: says UNAVAILABLE when it needs it, and serves when not', async (how) => {
    const server = await startPostgres();
    const app = await startApp({ env: { DATABASE_URL: await createDatabase(server.url) } });
    const world = await World.create(app);
    const prepared = [];
    for (const row of COMMANDS) {
      const socket = await world.socket(row.namespace, row.sender, 'ar');
      const valid = await row.valid(world, socket);
      prepared.push({
        row,
        socket,
        payload: exempt(row.storeAway) ? valid : { ...valid, ...row.storeAway.change?.(world) },
      });
    }
    if (how === 'frozen') await server.pause();
    else await server.kill();
    const outcomes = prepared.map(async ({ row, socket, payload }) => {
      const start = performance.now();
      const reply = await request(socket, row.event, payload);
      return { row, reply, tookMs: performance.now() - start };
    });
    for (const { row, reply, tookMs } of await Promise.all(outcomes)) {
      if (exempt(row.storeAway)) {
        expect(reply, row.event).toEqual({ data: expect.any(Object) as object });
      } else {
        expectError(reply.error, row.storeAway.code ?? 'UNAVAILABLE', 'ar', row.event);
        expect(tookMs, row.event).toBeLessThan(LIMIT_MS + 500);
      }
      expect(JSON.stringify(reply.error ?? {})).not.toContain(MARKER);
    }
    if (how === 'frozen') await server.resume();
    else await server.restart();
    const { socket, payload } = prepared.find(({ row }) => row.event === 'chat:history')!;
    await vi.waitFor(() => command(socket, 'chat:history', payload), { timeout: 15_000, interval: 200 });
  });
});

// Real: the application, PostgreSQL that is slow because of locks.
it('a command is answered in time from its arrival, whatever it has waited for before', async () => {
  const databaseUrl = await createDatabase();
  const app = await startApp({ env: { DATABASE_URL: databaseUrl } });
  for (const id of ['first', 'second']) await app.conversation(id, ['layla']);
  const layla = await app.connect('/chat', 'layla');
  const say = (conversationId: string): ReturnType<typeof request> =>
    request(layla, 'chat:message', { conversationId, content: 'a word' });
  for (const conversationId of ['first', 'second']) await command(layla, 'chat:join', { conversationId });
  const lock = (id: string): ReturnType<typeof holdLock> =>
    holdLock(databaseUrl, `select from streams where key = 'conversation:${id}' for update`);
  const [free] = [await lock('first'), await lock('second')];

  const start = performance.now();
  // Less than what a statement may take: the write succeeds. The one behind it begins only then, and may take as long.
  const first = say('first');
  await waiting(databaseUrl, 1);
  const second = say('second').then(({ error }) => ({ error, tookMs: performance.now() - start }));
  await lasting(3000);
  await free();
  expect((await first).data).toBeDefined();
  await waiting(databaseUrl, 1);
  const { error, tookMs } = await second;
  expectError(error, 'UNAVAILABLE', 'ar', 'chat:message');
  expect(tookMs).toBeLessThan(LIMIT_MS + 500);
});

/** Resolves when so many statements wait for a lock. */
async function waiting(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const query = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await vi.waitFor(async () => expect((await client.query(query)).rowCount).toBe(count), 5000);
  } finally {
    await client.end();
  }
}
