import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { RealtimeError, Unsubscribe } from '../../client/client.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, startPostgres } from '../support/postgres.js';
import { clientOf } from './support/clients.js';
import { RoughNetwork } from './support/rough-network.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

// Real: the whole application, its database, and TCP in between.
describe('The client in odd moments', () => {
  let app: TestApp;
  let id: string;

  beforeAll(async () => {
    app = await startApp();
    await app.users('layla', 'omar', 'admin');
  });

  async function conversation(...members: string[]): Promise<void> {
    id = randomUUID();
    await app.conversation(id, members);
  }

  it('asks again for a token that never comes', async () => {
    let asked = 0;
    const token = (): Promise<string> | string => (++asked === 1 ? new Promise(() => undefined) : app.token('layla'));
    const client = clientOf(app, 'layla', { token, deadlineMs: 500, tokenTimeoutMs: 300 });
    await vi.waitFor(() => expect(client.connection.state.get().error?.code).toBe('TOKEN_UNAVAILABLE'));
    await vi.waitFor(() => expect(client.connection.state.get().status).toBe('online'), { timeout: 4000 });
  });

  it('leaves a room on the server too, when it is left during the rejoin', async () => {
    await conversation('layla', 'omar');
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url });
    const handle = await client.chat.join(id);
    const frames: string[] = [];
    const left = new Promise<void>((resolve) => {
      client.onFrame(({ direction, event }) => {
        frames.push(`${direction} ${event}`);
        // The join is on its way.
        if (direction === 'out' && event === 'chat:join') void handle.leave().then(resolve);
      });
    });
    network.cut('reset');
    await left;
    expect(frames).toEqual(expect.arrayContaining(['out chat:join', 'out chat:leave']));
    await (await clientOf(app, 'omar').chat.join(id)).send('heard by nobody');
    await client.chat.history(id);
    expect(frames).not.toContain('in chat:message');
  });

  it('keeps an inbox that is open under its name and without', async () => {
    const user = randomUUID();
    await app.users(user);
    const client = clientOf(app, user);
    const mine = await client.notifications.subscribe();
    const named = await client.notifications.subscribe(user);
    const heard: string[] = [];
    mine.on('new', ({ title }) => heard.push(title));
    await named.leave();
    await app.get(NotificationEmitter).emit([user], { type: 'a', title: 'one', body: 'b' });
    await vi.waitFor(() => expect(heard).toEqual(['one']));
  });

  it('keeps nothing of ten thousand handlers, handles and watches that came and went', async () => {
    const CYCLES = 10_000;
    const client = clientOf(app, 'layla', { autoConnect: false });
    const handle = client.chat.open(randomUUID());
    const kept: WeakRef<object>[] = [];
    const remembered = <T extends object>(thing: T): T => {
      kept.push(new WeakRef(thing));
      return thing;
    };
    const leaving: Promise<void>[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      handle.on(
        'message',
        remembered(() => undefined),
      )();
      handle.state.subscribe(remembered(() => undefined))();
      client.presence.watch(['omar']).stop();
      const other = remembered(client.chat.open(`room-${cycle}`));
      other.on('message', () => undefined);
      leaving.push(other.leave());
    }
    await Promise.all(leaving.splice(0));
    await vi.waitFor(() => {
      collectGarbage();
      expect(kept.filter((reference) => reference.deref() !== undefined)).toHaveLength(0);
    });
    expect(kept).toHaveLength(3 * CYCLES);
    expect(client.presence.state.get().size).toBe(0);
  });

  it('hears nothing through a handle that was left', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla');
    const handle = await client.chat.join(id);
    const other = await client.chat.join(id);
    await handle.leave();
    const heard = vi.fn();
    handle.on('message', heard);
    await other.send('x');
    await vi.waitFor(() => expect(other.state.get().messages).toHaveLength(1));
    expect(heard).not.toHaveBeenCalled();
  });

  it('rejects what is no JSON, and goes on with the rest', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla');
    const handle = await client.chat.join(id);
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    const sent = [
      handle.send(10n as never),
      handle.send('x', { metadata: circle }),
      handle.send(undefined as never),
      handle.send('fine'),
    ].map((done) =>
      done.then(
        ({ content }) => content,
        (error: unknown) => (error as RealtimeError).code,
      ),
    );
    expect(await Promise.all(sent)).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED', 'VALIDATION_FAILED', 'fine']);
    await expect(client.presence.set(10n as never)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('tells at once that a join is hopeless', async () => {
    const client = clientOf(app, 'layla', { token: () => app.token('nobody') });
    await vi.waitFor(() => expect(client.connection.state.get().status).toBe('offline'));
    await expect(client.chat.join('x', 3000)).rejects.toMatchObject({ code: 'OFFLINE' });
    client.close();
    await expect(client.chat.join('x', 3000)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('gives up what waits for a room that the server cannot open, after the deadline', async () => {
    const postgres = await startPostgres();
    const own = await startApp({ env: { DATABASE_URL: await createDatabase(postgres.url) } });
    await own.conversation('away', ['layla']);
    const client = clientOf(own, 'layla', { deadlineMs: 1000, replyTimeoutMs: 20_000 });
    await client.presence.set('online');
    await client.chat.history('away');
    await postgres.kill();
    const handle = client.chat.open('away');
    const sent = Array.from({ length: 30 }, (_, index) => handle.send(`${index}`));
    await expect(sent[0]).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(handle.state.get()).toMatchObject({ status: 'joining', error: { code: 'UNAVAILABLE' } });
    // They have waited as long as the first: none has its own time after it.
    const since = performance.now();
    for (const done of sent) await expect(done).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(performance.now() - since).toBeLessThan(1000);
    // What is written now has.
    const written = performance.now();
    await expect(handle.send('late')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(performance.now() - written).toBeGreaterThan(900);
  });

  it('takes an endless deadline', async () => {
    const client = clientOf(app, 'layla', { deadlineMs: Infinity });
    await client.presence.set('online');
  });

  it('does not call a handler that another has just ended', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla');
    const handle = await client.chat.join(id);
    const second = vi.fn();
    handle.on('message', () => end());
    const end: Unsubscribe = handle.on('message', second);
    await handle.send('x');
    await vi.waitFor(() => expect(handle.state.get().messages).toHaveLength(1));
    expect(second).not.toHaveBeenCalled();
  });

  it('polls where WebSockets hang', async () => {
    const network = await RoughNetwork.to(app.url);
    network.swallowingWebSockets = true;
    const client = clientOf(app, 'layla', { url: network.url });
    await vi.waitFor(() => expect(client.connection.state.get().status).toBe('online'), { timeout: 40_000 });
  }, 60_000);
});
