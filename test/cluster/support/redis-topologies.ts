import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';

import { onCleanup, tracked } from '../../support/cleanup.js';
import { startRedis } from '../../support/redis.js';
import { Child } from '../../support/services/child.js';
import { freePort } from '../../support/services/free-port.js';
import { redisFolder } from '../../support/services/programs.js';
import type { RedisServer } from '../../support/services/redis-server.js';

const SLOTS = 16_384;
/** After which the others take over from one that is silent. Real installations wait longer, which changes nothing else. */
const SILENCE_MS = 1000;

/** Redis in a form in which one server takes over from another. */
export interface Topology {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** How many masters may fail, one after the other. */
  readonly failures: number;
  /** The one to fail next, given how many have failed: a master that has a replica. */
  master(failed: number): Promise<RedisServer>;
}

/** Three masters that share the slots, each with a replica. */
export async function startRedisCluster(): Promise<Topology> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(SILENCE_MS)];
  args.push('--cluster-replica-validity-factor', '0');
  // Its default is 10,000 more than the other port, which may be too high.
  const buses = await Promise.all(Array.from({ length: 6 }, freePort));
  const servers = await Promise.all(buses.map((bus) => startRedis({ args: [...args, '--cluster-port', String(bus)] })));
  const [masters, replicas] = [servers.slice(0, 3), servers.slice(3)];
  const ids = await Promise.all(masters.map((master) => ask(master, (redis) => redis.cluster('MYID'))));
  for (const [index, master] of masters.entries()) {
    const [from, to] = [Math.ceil((index * SLOTS) / 3), Math.ceil(((index + 1) * SLOTS) / 3) - 1];
    await ask(master, (redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)));
  }
  for (const server of servers.slice(1)) {
    await ask(server, (redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', portOf(masters[0]!), String(buses[0])));
  }
  const patience = { timeout: 30_000, interval: 200 };
  for (const [index, replica] of replicas.entries()) {
    // Until it has heard of its master.
    await vi.waitFor(() => ask(replica, (redis) => redis.call('CLUSTER', 'REPLICATE', String(ids[index]))), patience);
  }
  for (const server of servers) {
    await vi.waitFor(async () => {
      const [info, nodes] = await ask(server, (redis) => Promise.all([redis.cluster('INFO'), redis.cluster('NODES')]));
      expect(info).toContain('cluster_state:ok');
      expect(String(nodes).match(/slave/g)).toHaveLength(replicas.length);
    }, patience);
  }
  for (const replica of replicas) {
    await vi.waitFor(
      async () => expect(await ask(replica, (redis) => redis.info())).toContain('link_status:up'),
      patience,
    );
  }
  return {
    url: `redis-cluster://${servers.map((server) => `127.0.0.1:${portOf(server)}`).join(',')}`,
    failures: masters.length,
    master: async (failed) => {
      // With two of three gone at once, there would be no majority to choose a third.
      await vi.waitFor(async () => {
        const nodes = String(await ask(replicas[failed]!, (redis) => redis.cluster('NODES')));
        expect(nodes.split('\n').filter((line) => /master - .* connected \d/.test(line))).toHaveLength(masters.length);
      }, patience);
      return masters[failed]!;
    },
  };
}

/** A master with two replicas, watched by a sentinel. */
export async function startSentinel(): Promise<Topology> {
  const master = await startRedis();
  const follow = ['--replicaof', `127.0.0.1 ${portOf(master)}`];
  const replicas = await Promise.all([1, 2].map(() => startRedis({ args: follow })));
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-test-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor main 127.0.0.1 ${portOf(master)} 1`,
      `sentinel down-after-milliseconds main ${SILENCE_MS}`,
      `sentinel failover-timeout main ${SILENCE_MS * 2}`,
      '',
    ].join('\n'),
  );
  const sentinel = new Child(join(await redisFolder(), 'redis-server'), [file, '--sentinel']);
  tracked({ stop: () => sentinel.stop() });
  for (const replica of replicas) await sentinel.waitForOutput(new RegExp(`\\+slave.*:${portOf(replica)}`), 30_000);
  const current = async (): Promise<RedisServer> => {
    const roles = await Promise.all(replicas.map((replica) => ask(replica, (redis) => redis.role())));
    return replicas[roles.findIndex(([role]) => role === 'master')] ?? master;
  };
  return { url: `redis-sentinel://127.0.0.1:${port}#main`, failures: replicas.length, master: current };
}

function portOf({ url }: RedisServer): string {
  return new URL(url).port;
}

async function ask<T>(server: RedisServer, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
