import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { collect, command, connect, createClient, next, type ConnectError } from '../support/client.js';
import { startCluster } from '../support/cluster.js';
import { onCleanup } from '../support/cleanup.js';
import type { Cluster } from '../support/services/cluster.js';
import { Follower } from './follower.js';

const PATIENCE = { timeout: 20_000, interval: 50 };

// Real: HAProxy with the configuration of deploy/, three node processes, Redis and PostgreSQL.
describe('the load balancer', () => {
  let cluster: Cluster;
  let conversations = 0;
  let conversationId: string;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: 3,
      env: { CONSOLE: 'true', RATE_LIMIT_EVENTS: '100000', LOG_LEVEL: 'debug', TRUST_PROXY: '2' },
    });
    for (const id of ['layla', 'omar', 'noor']) {
      await cluster.serverApi('PUT', `/v1/users/${id}`, { displayName: id, role: 'member' });
    }
  });

  beforeEach(async () => {
    conversationId = `room-${(conversations += 1)}`;
    const body = { title: 'Room', memberIds: ['layla', 'omar', 'noor'] };
    await cluster.serverApi('PUT', `/v1/conversations/${conversationId}`, body);
    await Promise.all(cluster.nodes.map((node) => vi.waitFor(() => expectReady(node.url), PATIENCE)));
  });

  /** How many sockets of `/chat` each node has, as it says itself. */
  async function spread(): Promise<number[]> {
    return Promise.all(
      cluster.nodes.map(async ({ url }) => {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        return Number(/^realtime_connected_clients\{namespace="\/chat"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
      }),
    );
  }

  function follow(userId: string, options: { transports?: string[] } = {}): Follower {
    const follower = new Follower(cluster.url, conversationId, { token: cluster.token(userId), ...options });
    onCleanup(() => follower.socket.disconnect());
    return follower;
  }

  it('shows the public nothing but the sockets, the server API and the console', async () => {
    const status = async (path: string): Promise<number> => (await fetch(cluster.url + path)).status;
    expect(
      await Promise.all(['/health', '/health/ready', '/metrics', '/METRICS', '/docs', '/demo/tokens'].map(status)),
    ).toEqual(Array.from({ length: 6 }, () => 404));
    expect(await status('/v1/users/layla')).not.toBe(200);
    expect(await status('/balancer')).toBe(200);
    expect(await Promise.all(['/', '/console/settings'].map(status))).toEqual([200, 200]);
  });

  it('keeps each session of long-polling on its node, without cookies', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 12 }, () =>
        connect(cluster.url, '/chat', { token: cluster.token('layla'), transports: ['polling'] }),
      ),
    );
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(sockets.map((socket) => command(socket, 'chat:join', { conversationId })));
    }
    expect(sockets.map((socket) => socket.io.engine.transport.name)).toEqual(sockets.map(() => 'polling'));
    expect((await spread()).filter((count) => count > 0).length).toBeGreaterThan(1);
  });

  it('lets the default client begin with long-polling and upgrade', async () => {
    const socket = createClient(cluster.url, '/chat', { token: cluster.token('layla') });
    const connected = new Promise((resolve) => socket.on('connect', () => resolve(undefined)));
    const upgraded = new Promise((resolve) => {
      socket.io.on('open', () => socket.io.engine.on('upgrade', ({ name }) => resolve(name)));
    });
    socket.connect();
    expect(await upgraded).toBe('websocket');
    await connected;
    expect(await command(socket, 'chat:join', { conversationId })).toMatchObject({ conversationId });
  });

  it('spreads WebSockets evenly, also those of one address', async () => {
    const options = { token: cluster.token('layla'), transports: ['websocket'] };
    for (let count = 0; count < 12; count += 1) await connect(cluster.url, '/chat', options);
    const counts = await spread();
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it('tells the nodes from which address a client comes', async () => {
    const socket = await connect(cluster.url, '/chat', {
      token: cluster.token('noor'),
      extraHeaders: { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' },
    });
    await command(socket, 'chat:join', { conversationId });
    await vi.waitFor(() => {
      expect(cluster.nodes.map((node) => node.output()).join('')).toMatch(/"userId":"noor".*"ip":"203\.0\.113\.7"/);
    }, PATIENCE);
  });

  it.each(['polling', 'websocket'])('gives clients of a killed node the rest on another (%s)', async (transport) => {
    const followers = Array.from({ length: 6 }, () => follow('omar', { transports: [transport] }));
    const sender = follow('layla');
    await Promise.all([...followers, sender].map((follower) => follower.until(() => follower.joined)));
    const counts = await spread();
    const busiest = counts.indexOf(Math.max(...counts));
    await cluster.nodes[busiest]!.kill();
    for (let index = 0; index < 20; index += 1) await sender.send(`message ${index}`, `kill-${index}`);
    await Promise.all(followers.map((follower) => follower.until(() => follower.shown.length >= 20)));
    for (const { shown } of followers) expectInOrder(shown, 20);
    await cluster.restartNode(busiest);
  });

  it('brings its clients back when it has ended itself, and gives them the rest', async () => {
    const followers = ['polling', 'polling', 'websocket', 'websocket'].map((transport) =>
      follow('omar', { transports: [transport] }),
    );
    const sender = follow('layla');
    await Promise.all([...followers, sender].map((follower) => follower.until(() => follower.joined)));
    const lost = followers.map(({ socket }) => next(socket, 'disconnect'));
    const restarted = cluster.restartBalancer();
    await Promise.all(lost);
    for (let index = 0; index < 20; index += 1) await sender.send(`message ${index}`, `balancer-${index}`);
    await restarted;
    await Promise.all(followers.map((follower) => follower.until(() => follower.shown.length >= 20)));
    for (const { shown } of followers) expectInOrder(shown, 20);
  });

  it('turns newcomers away while the database is away, keeps the others, and lets all in by themselves', async () => {
    const [layla, omar] = await Promise.all(
      ['layla', 'omar'].map((userId) => connect(cluster.url, '/chat', { token: cluster.token(userId) })),
    );
    if (layla === undefined || omar === undefined) throw new Error('nobody is there');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId });
    const losses = [layla, omar].map((socket) => collect(socket, 'disconnect'));
    const api = async (): Promise<number> => (await fetch(`${cluster.url}/v1/users/layla`)).status;
    expect(await api()).toBeLessThan(500);

    await cluster.postgres.kill();
    await vi.waitFor(async () => expect((await fetch(`${cluster.url}/balancer`)).status).toBe(503), PATIENCE);
    expect(await api()).toBe(503);
    const typing = next(omar, 'user:typing');
    await command(layla, 'chat:typing', { conversationId, isTyping: true });
    await typing;
    const newcomers = ['polling', 'websocket'].map((transport) => {
      const options = { token: cluster.token('noor'), transports: [transport], reconnection: true };
      return createClient(cluster.url, '/chat', options);
    });
    const refusals = newcomers.map((socket) => next<ConnectError>(socket, 'connect_error'));
    for (const socket of newcomers) socket.connect();
    await Promise.all(refusals);
    // Of a refusal by a node itself it would not be so.
    expect(newcomers.map(({ active }) => active)).toEqual([true, true]);

    const connections = newcomers.map((socket) => next(socket, 'connect', { timeoutMs: 20_000 }));
    await cluster.postgres.restart();
    await Promise.all(connections);
    expect(losses.map(({ items }) => items)).toEqual([[], []]);
  }, 60_000);

  it('passes a restart of every node, one after the other, to nobody', async () => {
    const followers = ['polling', 'polling', 'websocket', 'websocket', 'websocket'].map((transport) =>
      follow('omar', { transports: [transport] }),
    );
    const sender = follow('layla');
    await Promise.all([...followers, sender].map((follower) => follower.until(() => follower.joined)));
    const restarts = { running: true };
    const sent = (async (): Promise<number> => {
      let count = 0;
      while (restarts.running) {
        await sender.send(`message ${count}`, `rolling-${count}`);
        count += 1;
      }
      return count;
    })();
    const exits = [];
    for (const index of cluster.nodes.keys()) {
      exits.push(await cluster.restartNode(index));
      await vi.waitFor(() => expectReady(cluster.nodes[index]!.url), PATIENCE);
    }
    restarts.running = false;
    const total = await sent;
    expect(exits).toEqual(cluster.nodes.map(() => ({ code: 0, signal: null })));
    expect(total).toBeGreaterThan(20);
    await Promise.all(followers.map((follower) => follower.until(() => follower.shown.length >= total)));
    for (const { shown } of followers) expectInOrder(shown, total);
  }, 60_000);
});

async function expectReady(url: string): Promise<void> {
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
}

function expectInOrder(shown: readonly { readonly seq: number }[], count: number): void {
  expect(shown.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
}
