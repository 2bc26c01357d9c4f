import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';

import { Database } from '../../src/database/database.js';
import { CodedError } from '../../src/errors/coded-error.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import type { NewNotification, SubscribedNotifications } from '../../src/notifications/notifications.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';

const CONTENT = { type: 'order.paid', title: 'Paid', body: 'The order was paid' };

class Rollback extends Error {}

// Real: the application with its PostgreSQL or embedded database, sockets.
describe.each(['postgres', 'embedded'] as const)('A notification within a transaction, on %s', (database) => {
  let app: TestApp;
  let people = 0;

  beforeAll(async () => {
    app = await startApp({ database });
  });

  async function listening() {
    people += 1;
    const userId = `person-${people}`;
    await app.users(userId);
    const socket = await app.connect('/notifications', userId);
    await command(socket, 'notifications:subscribe', { userId });
    return { userId, socket, heard: collect<NewNotification>(socket, 'notification:new') };
  }

  const emitter = () => app.get(NotificationEmitter);
  const stored = async (userId: string) => {
    const socket = await app.connect('/notifications', userId);
    return command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId });
  };

  it('is delivered once it has committed, in the order of the calls, before what is emitted later', async () => {
    const { userId, heard } = await listening();
    await app.get(Database).transaction(async (tx) => {
      for (const title of ['1', '2', '3']) await emitter().emit([userId, userId], { ...CONTENT, title }, { tx });
    });
    const [after] = await emitter().emit([userId], { ...CONTENT, title: '4' });
    const items = await heard.until(4);
    expect(items.map(({ seq, title, unread }) => [seq, title, unread])).toEqual([
      [1, '1', 1],
      [2, '2', 2],
      [3, '3', 3],
      [4, '4', 4],
    ]);
    expect(after?.seq).toBe(4);
  });

  it('never happened when the transaction is rolled back', async () => {
    const { userId, heard } = await listening();
    const failing = app.get(Database).transaction(async (tx) => {
      await emitter().emit([userId], { ...CONTENT, title: 'never' }, { tx });
      throw new Rollback();
    });
    await expect(failing).rejects.toThrow(Rollback);
    const [after] = await emitter().emit([userId], { ...CONTENT, title: 'after' });
    expect(after?.seq).toBe(1);
    expect((await heard.until(1)).map(({ title }) => title)).toEqual(['after']);
    expect((await stored(userId)).seq).toBe(1);
  });

  it('comes once, however often its clientId is used, in and out of transactions', async () => {
    const { userId, heard } = await listening();
    const options = { clientId: 'paid-1' };
    const within = (title: string) =>
      app.get(Database).transaction((tx) => emitter().emit([userId], { ...CONTENT, title }, { ...options, tx }));
    await app.get(Database).transaction(async (tx) => {
      await emitter().emit([userId], { ...CONTENT, title: 'first' }, { ...options, tx });
      await emitter().emit([userId], { ...CONTENT, title: 'second' }, { ...options, tx });
    });
    await Promise.all([within('third'), within('fourth')]);
    const [again] = await emitter().emit([userId], { ...CONTENT, title: 'fifth' }, options);
    const [last] = await emitter().emit([userId], { ...CONTENT, title: 'last' });
    expect([again?.seq, last?.seq]).toEqual([1, 2]);
    expect((await heard.until(2)).map(({ title }) => title)).toEqual(['first', 'last']);
  });

  it('is refused like any other, before anything is written', async () => {
    const { userId } = await listening();
    const outcome = app
      .get(Database)
      .transaction((tx) => emitter().emit([userId, 'nobody'], CONTENT, { tx }))
      .catch((error: unknown) => error);
    expect(await outcome).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ path: 'userIds.1', rule: 'isKnownUser' }],
    });
    expect(await outcome).toBeInstanceOf(CodedError);
  });

  it('goes to many at once', async () => {
    const everyone = await Promise.all(Array.from({ length: 5 }, () => listening()));
    const ids = everyone.map(({ userId }) => userId);
    await app.get(Database).transaction((tx) => emitter().emit(ids, CONTENT, { tx }));
    const heard = await Promise.all(everyone.map((one) => one.heard.until(1)));
    expect(heard.map(([one]) => one?.seq)).toEqual([1, 1, 1, 1, 1]);
  });
});

// Real: two applications, PostgreSQL, a client of pg and Drizzle on a connection of the test's own.
describe("A notification within a caller's own transaction", () => {
  let app: TestApp;
  let pool: pg.Pool;

  beforeAll(async () => {
    const url = await createDatabase();
    app = await startApp({ env: { DATABASE_URL: url } });
    await app.users('layla', 'omar');
    pool = new pg.Pool({ connectionString: url, max: 3 });
    onCleanup(() => pool.end());
  });

  const titles = async (userId: string) => {
    const socket = await app.connect('/notifications', userId);
    const { notifications } = await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId });
    return notifications.map(({ title }) => title);
  };

  it('takes a client of pg', async () => {
    const client = await pool.connect();
    onCleanup(() => client.release());
    const socket = await app.connect('/notifications', 'layla');
    await command(socket, 'notifications:subscribe', { userId: 'layla' });
    const heard = collect<NewNotification>(socket, 'notification:new');
    await client.query('begin');
    await app.get(NotificationEmitter).emit(['layla'], { ...CONTENT, title: 'gone' }, { tx: client });
    await client.query('rollback');
    await client.query('begin');
    // Quotes and backslashes must reach the log as they are.
    await app.get(NotificationEmitter).emit(['layla'], { ...CONTENT, title: `it's \\ "$1"` }, { tx: client });
    await client.query('commit');
    expect((await heard.until(1)).map(({ title }) => title)).toEqual([`it's \\ "$1"`]);
  });

  it('takes a Drizzle transaction', async () => {
    const orm = drizzle({ client: pool });
    await orm.transaction((tx) =>
      app.get(NotificationEmitter).emit(['omar'], { ...CONTENT, title: `it's \\ "$1"` }, { tx }),
    );
    await app.get(NotificationEmitter).emit(['omar'], { ...CONTENT, title: 'next' });
    expect(await titles('omar')).toEqual(['next', `it's \\ "$1"`]);
  });

  it('holds nobody up while the transaction is open', async () => {
    const client = await pool.connect();
    onCleanup(() => client.release());
    await client.query('begin');
    await app.get(NotificationEmitter).emit(['omar'], { ...CONTENT, title: 'late' }, { tx: client });
    const [meanwhile] = await app.get(NotificationEmitter).emit(['omar'], { ...CONTENT, title: 'meanwhile' });
    expect(meanwhile?.seq).toBeGreaterThan(0);
    await client.query('commit');
    await app.get(NotificationEmitter).emit(['omar'], { ...CONTENT, title: 'last' });
    expect((await titles('omar')).slice(0, 3)).toEqual(['last', 'late', 'meanwhile']);
  });

  it('refuses what is no transaction', async () => {
    const { emit } = { emit: app.get(NotificationEmitter) };
    await expect(emit.emit(['omar'], CONTENT, { tx: pool })).rejects.toThrow(TypeError);
    await expect(emit.emit(['omar'], CONTENT, { tx: drizzle({ client: pool }) })).rejects.toThrow(TypeError);
    for (const tx of [null, {}, 'begin']) {
      await expect(emit.emit(['omar'], CONTENT, { tx: tx as never })).rejects.toThrow('`tx` is no transaction');
    }
  });
});
