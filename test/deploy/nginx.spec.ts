import { beforeAll, describe, expect, it, vi } from 'vitest';

import { command, connect, type ConnectOptions } from '../support/client.js';
import { onCleanup } from '../support/cleanup.js';
import { startCluster } from '../support/cluster.js';
import type { Cluster } from '../support/services/cluster.js';
import { Follower } from './follower.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
const PUBLIC = ['/', '/console/settings', '/balancer'];
const INSIDE = ['/health', '/health/ready', '/metrics', '/METRICS', '/docs', '/demo/tokens', '/ready'];
/** What only looks public, to nginx or to a node. */
const DISGUISED = ['/v1/..%2fmetrics', '/metrics/..%2fv1/', '//metrics', '/metrics%2f..%2fv1/x'];
const POLLING = { transports: ['polling'], withCredentials: true };

// Real: nginx with the configuration of deploy/, three node processes, Redis and PostgreSQL.
describe('nginx as the load balancer', () => {
  let cluster: Cluster;
  const conversationId = 'room';

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: 3,
      balancer: 'nginx',
      env: { CONSOLE: 'true', RATE_LIMIT_EVENTS: '100000', LOG_LEVEL: 'debug', TRUST_PROXY: '2' },
    });
    for (const id of ['layla', 'omar', 'noor']) {
      await cluster.serverApi('PUT', `/v1/users/${id}`, { displayName: id, role: 'member' });
    }
    const body = { title: 'Room', memberIds: ['layla', 'omar', 'noor'] };
    await cluster.serverApi('PUT', `/v1/conversations/${conversationId}`, body);
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

  function follow(userId: string, options: ConnectOptions): Follower {
    const follower = new Follower(cluster.url, conversationId, { token: cluster.token(userId), ...options });
    onCleanup(() => follower.socket.disconnect());
    return follower;
  }

  it('shows the public nothing but the sockets, the server API and the console', async () => {
    const status = async (path: string): Promise<number> => (await fetch(cluster.url + path)).status;
    expect(await Promise.all(PUBLIC.map(status))).toEqual([200, 200, 204]);
    expect(await Promise.all([...INSIDE, ...DISGUISED].map(status))).toEqual([...INSIDE, ...DISGUISED].map(() => 404));
    expect(await status('/v1/users/layla')).not.toBe(200);
  });

  it('keeps each session of long-polling on its node, by a cookie', async () => {
    const options = { token: cluster.token('layla'), ...POLLING };
    const sockets = await Promise.all(Array.from({ length: 12 }, () => connect(cluster.url, '/chat', options)));
    const ids = sockets.map((socket) => socket.id);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(sockets.map((socket) => command(socket, 'chat:join', { conversationId })));
    }
    expect(sockets.map((socket) => socket.id)).toEqual(ids);
    expect(sockets.map((socket) => socket.io.engine.transport.name)).toEqual(sockets.map(() => 'polling'));
    expect((await spread()).filter((count) => count > 0).length).toBeGreaterThan(1);
  });

  it('gives a cookie to who has none', async () => {
    const handshake = `${cluster.url}/socket.io/?EIO=4&transport=polling`;
    const cookie = (await fetch(handshake)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^depth_node=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax$/);
    const again = await fetch(handshake, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  it('lets a client begin with long-polling and upgrade', async () => {
    const options = { token: cluster.token('layla'), withCredentials: true, transports: ['polling', 'websocket'] };
    const socket = await connect(cluster.url, '/chat', options);
    await vi.waitFor(() => expect(socket.io.engine.transport.name).toBe('websocket'), PATIENCE);
    expect(await command(socket, 'chat:join', { conversationId })).toMatchObject({ conversationId });
  });

  it('tells the nodes from which address a client comes', async () => {
    const socket = await connect(cluster.url, '/chat', {
      token: cluster.token('noor'),
      transports: ['websocket'],
      extraHeaders: { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' },
    });
    await command(socket, 'chat:join', { conversationId });
    await vi.waitFor(() => {
      expect(cluster.nodes.map((node) => node.output()).join('')).toMatch(/"userId":"noor".*"ip":"203\.0\.113\.7"/);
    }, PATIENCE);
  });

  it('gives clients of a killed node, and of one that drains, the rest on another', async () => {
    const four = (options: ConnectOptions) => Array.from({ length: 4 }, () => follow('omar', options));
    const followers = [...four(POLLING), ...four({ transports: ['websocket'] })];
    const sender = follow('layla', { transports: ['websocket'] });
    await Promise.all([...followers, sender].map((follower) => follower.until(() => follower.joined)));
    let sent = 0;
    const send = async (): Promise<void> => {
      for (const until = sent + 20; sent < until; sent += 1) await sender.send(`message ${sent}`, `gone-${sent}`);
      await Promise.all(followers.map((follower) => follower.until(() => follower.shown.length >= sent)));
    };
    await send();
    const busiest = async (): Promise<number> => {
      const counts = await spread();
      return counts.indexOf(Math.max(...counts));
    };
    const killed = await busiest();
    await cluster.nodes[killed]!.kill();
    await send();
    expect(await cluster.restartNode(killed)).toMatchObject({ signal: 'SIGKILL' });
    expect(await cluster.restartNode(await busiest())).toEqual({ code: 0, signal: null });
    await send();
    for (const { shown } of followers) {
      expect(shown.map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
    }
  });
});
