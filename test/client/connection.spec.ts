import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { ConnectionState, RealtimeClient } from '../../client/client.js';
import { UsersService } from '../../src/auth/users.service.js';
import { command } from '../support/client.js';
import { startApp, type TestApp } from '../support/app.js';
import { clientOf } from './support/clients.js';
import { RoughNetwork } from './support/rough-network.js';

describe('The connection', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ env: { PING_INTERVAL_MS: '500' } });
    await app.users('layla', 'omar', 'admin');
  });

  function status(client: RealtimeClient): string {
    return client.connection.state.get().status;
  }

  /** Every state from now on. */
  function states(client: RealtimeClient): ConnectionState[] {
    const seen: ConnectionState[] = [];
    client.connection.state.subscribe(() => seen.push(client.connection.state.get()));
    return seen;
  }

  async function online(client: RealtimeClient): Promise<void> {
    await vi.waitFor(() => expect(status(client)).toBe('online'), { timeout: 10_000 });
  }

  it('begins by itself, and tells who the server takes us for', async () => {
    const client = clientOf(app, 'layla');
    expect(status(client)).toBe('connecting');
    await online(client);
    await vi.waitFor(() => expect(client.session.current.get()).toMatchObject({ userId: 'layla', role: 'member' }));
  });

  it('waits for connect() when it is told to', async () => {
    const client = clientOf(app, 'layla', { autoConnect: false });
    expect(status(client)).toBe('offline');
    client.connection.connect();
    await online(client);
  });

  it('connects a namespace that is first used while the transport is being opened', async () => {
    await app.conversation('early', ['layla']);
    const client = clientOf(app, 'layla');
    // The transport is asked for once the token is there, and takes a turn of the event loop at least.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(status(client)).toBe('connecting');
    await (await client.chat.join('early')).send('in time');
  });

  it('shares one transport among all namespaces', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'admin', { url: network.url });
    await client.admin.stats();
    await client.notifications.subscribe();
    await app.conversation('shared', ['admin']);
    await client.chat.join('shared');
    expect(network.connections).toBe(1);
  });

  it('comes back after a cut, and says when it will try', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url });
    await online(client);
    const seen = states(client);
    network.refusing = true;
    network.cut('reset');
    await vi.waitFor(() =>
      expect(seen.filter(({ nextAttemptAt }) => nextAttemptAt !== undefined).length).toBeGreaterThan(2),
    );
    expect(seen.map(({ status: one }) => one)).not.toContain('connecting');
    expect(seen.at(-1)?.error).toMatchObject({ code: 'DISCONNECTED', retryable: true });
    network.refusing = false;
    await online(client);
    expect(client.connection.state.get()).toEqual({ status: 'online', failures: 0 });
  });

  it.each(['an answer', 'a ping'])('notices a network that swallows everything, when it waits for %s', async (what) => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url, replyTimeoutMs: 300 });
    await online(client);
    const seen = states(client);
    network.cut('silence');
    const answer = what === 'a ping' ? undefined : client.presence.set('online');
    await vi.waitFor(() => expect(seen.map(({ status: one }) => one)).toContain('reconnecting'), { timeout: 5000 });
    await online(client);
    await answer;
    expect(network.connections).toBe(2);
  });

  it('is not given up while a slow server is still heard', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url, replyTimeoutMs: 300 });
    await online(client);
    const seen = states(client);
    // Longer than it takes to give up one that is silent.
    const until = Date.now() + 2500;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), { timeout: 5000 });
    expect(seen).toEqual([]);
  });

  it('asks again for a token that could not be had', async () => {
    let asked = 0;
    const token = (): string => {
      asked += 1;
      if (asked < 3) throw new Error('the session server is away');
      return app.token('layla');
    };
    const client = clientOf(app, 'layla', { token });
    await vi.waitFor(() => expect(client.connection.state.get().error?.code).toBe('TOKEN_UNAVAILABLE'));
    await online(client);
    expect(asked).toBe(3);
  });

  it('takes a fresh token when the server says that this one has expired', async () => {
    const tokens = [app.token('layla', { expiresIn: -10 }), app.token('layla')];
    const client = clientOf(app, 'layla', { token: () => tokens.shift() ?? app.token('layla') });
    await online(client);
  });

  it('gives up when the server will not have us, and tells why', async () => {
    const client = clientOf(app, 'layla', { token: () => app.token('nobody') });
    await vi.waitFor(() => expect(status(client)).toBe('offline'));
    expect(client.connection.state.get().error).toMatchObject({ code: 'AUTH_USER_NOT_FOUND', retryable: false });
    await expect(client.presence.set('away')).rejects.toMatchObject({
      code: 'OFFLINE',
      cause: { code: 'AUTH_USER_NOT_FOUND' },
    });
  });

  it('gives up a token that stays expired after a few attempts', async () => {
    const client = clientOf(app, 'layla', { token: () => app.token('layla', { expiresIn: -10 }) });
    await vi.waitFor(() => expect(status(client)).toBe('offline'), { timeout: 15_000 });
    expect(client.connection.state.get().error?.code).toBe('AUTH_EXPIRED');
  });

  it('tries again after connect(), when it had given up', async () => {
    let userId = 'nobody';
    const client = clientOf(app, 'layla', { token: () => app.token(userId) });
    await vi.waitFor(() => expect(status(client)).toBe('offline'));
    userId = 'layla';
    client.connection.connect();
    await online(client);
  });

  it('renews the token before it ends, and keeps rooms as they are', async () => {
    const id = randomUUID();
    await app.conversation(id, ['layla']);
    let asked = 0;
    const token = (): string => {
      asked += 1;
      // Short ones are warned of at once.
      return app.token('layla', { expiresIn: asked === 1 ? 30 : 3600 });
    };
    const client = clientOf(app, 'layla', { token });
    const conversation = await client.chat.join(id);
    const seen: string[] = [];
    conversation.on('status', ({ status: one }) => seen.push(one));
    const far = Date.now() + 3_000_000;
    await vi.waitFor(() => expect(Date.parse(client.session.current.get()?.expiresAt ?? '')).toBeGreaterThan(far));
    expect(asked).toBe(2);
    await conversation.send('still here');
    expect(seen).toEqual([]);
  });

  it('renews the token on demand', async () => {
    let expiresIn = 600;
    const client = clientOf(app, 'layla', { token: () => app.token('layla', { expiresIn }) });
    await online(client);
    expiresIn = 3600;
    const { expiresAt } = await client.session.refresh();
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('comes back with a new token when a session has run out', async () => {
    const seen: string[] = [];
    let asked = 0;
    const token = (): string => {
      asked += 1;
      // Nothing comes of the renewal.
      if (asked > 1 && !seen.includes('reconnecting')) throw new Error('not now');
      return app.token('layla', { expiresIn: asked === 1 ? 3 : 3600 });
    };
    const client = clientOf(app, 'layla', { token });
    client.connection.state.subscribe(() => seen.push(status(client)));
    await online(client);
    await vi.waitFor(() => expect(seen).toContain('reconnecting'), { timeout: 10_000 });
    await online(client);
  });

  it('comes back after the server has disconnected it, as the specification wants', async () => {
    const client = clientOf(app, 'omar');
    await online(client);
    const seen = states(client);
    const admin = clientOf(app, 'admin');
    expect(await admin.admin.disconnect({ userId: 'omar', reason: 'a test' })).toMatchObject({ disconnected: 1 });
    await vi.waitFor(() => expect(seen.map(({ status: one }) => one)).toContain('reconnecting'));
    await online(client);
  });

  it('stays away when the user is disabled, and waits for nothing', async () => {
    await app.users('dana');
    const client = clientOf(app, 'dana');
    await online(client);
    await app.get(UsersService).upsert('dana', { displayName: 'dana', role: 'member', disabled: true });
    await vi.waitFor(() => expect(status(client)).toBe('offline'), { timeout: 10_000 });
    expect(client.connection.state.get().error?.code).toBe('AUTH_USER_DISABLED');
  });

  it('comes back when one of its namespaces alone is ended', async () => {
    const id = randomUUID();
    await app.conversation(id, ['omar']);
    const client = clientOf(app, 'omar');
    const conversation = await client.chat.join(id);
    const admin = clientOf(app, 'admin');
    const { sockets } = await admin.admin.sockets({ userId: 'omar', namespace: '/chat' });
    const heard: string[] = [];
    conversation.on('message', ({ content }) => heard.push(content));
    for (const { socketId } of sockets) await admin.admin.disconnect({ socketId, reason: 'a test' });
    await conversation.send('back again');
    await vi.waitFor(() => expect(heard).toEqual(['back again']));
    expect(status(client)).toBe('online');
  });

  it('rejects what waits when it is closed, and stays closed', async () => {
    const id = randomUUID();
    await app.conversation(id, ['layla']);
    const client = clientOf(app, 'layla');
    const conversation = await client.chat.join(id);
    client.connection.disconnect();
    const waiting = conversation.send('never');
    client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(client.presence.set('away')).rejects.toMatchObject({ code: 'CLOSED' });
    client.connection.connect();
    expect(status(client)).toBe('closed');
  });

  it('gives a command up at its deadline', async () => {
    const network = await RoughNetwork.to(app.url);
    network.refusing = true;
    const client = clientOf(app, 'layla', { url: network.url, deadlineMs: 300 });
    await expect(client.presence.set('away')).rejects.toMatchObject({ code: 'DEADLINE', retryable: true });
  });

  it('repeats a command whose answer was lost', async () => {
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url });
    await online(client);
    const answer = client.presence.set('away');
    network.cut('reset');
    expect(await answer).toEqual({ status: 'away' });
  });

  it('waits as long as the server asks for when it has sent too much', async () => {
    const limited = await startApp({ env: { RATE_LIMIT_EVENTS: '3', RATE_LIMIT_WINDOW_MS: '1500' } });
    await limited.users('layla');
    const client = clientOf(limited, 'layla');
    const answers = Array.from({ length: 5 }, () => client.presence.set('online'));
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  it('shows every frame, and no token', async () => {
    const client = clientOf(app, 'layla');
    const frames: string[] = [];
    client.onFrame((frame) => frames.push(JSON.stringify(frame)));
    await client.presence.set('online');
    await client.session.refresh();
    const shown = frames.map((frame) => JSON.parse(frame) as { direction: string; event: string; ms?: number });
    expect(shown.map(({ direction, event }) => `${direction} ${event}`)).toEqual(
      expect.arrayContaining(['in session:ready', 'out presence:set', 'ack presence:set', 'out session:refresh']),
    );
    expect(shown.find(({ direction }) => direction === 'ack')?.ms).toEqual(expect.any(Number));
    expect(frames.join()).not.toContain('eyJ');
  });

  it('falls back to long-polling where WebSockets are blocked', async () => {
    const network = await RoughNetwork.to(app.url);
    network.refusingWebSockets = true;
    const client = clientOf(app, 'layla', { url: network.url });
    await online(client);
    expect(await client.presence.set('online')).toEqual({ status: 'online' });
  });

  it('takes long-polling where there is nothing else', async () => {
    const client = clientOf(app, 'layla', { transports: ['polling'] });
    const id = randomUUID();
    await app.conversation(id, ['layla', 'omar']);
    const conversation = await client.chat.join(id);
    const heard: string[] = [];
    conversation.on('message', ({ content }) => heard.push(content));
    const omar = await app.connect('/chat', 'omar');
    await command(omar, 'chat:join', { conversationId: id });
    for (let i = 0; i < 5; i++) await command(omar, 'chat:message', { conversationId: id, content: `${i}` });
    await vi.waitFor(() => expect(heard).toEqual(['0', '1', '2', '3', '4']));
  });
});
