import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SECRET } from './fleet.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUN = join(HERE, 'node_modules/@oven/bun-linux-x64/bin/bun');
const API_KEY = 'bench-service-key-with-32-characters';

const script = (name) => [join(HERE, 'peers', `${name}.mjs`)];

/**
 * The product as it is started in production. Everything is on: tokens, membership, validation, metrics, order,
 * idempotency, durability, compression for who asks for it. The rate limit counts, with an allowance nobody reaches.
 */
const product = (title, needs) => ({
  title,
  needs,
  args: [join(HERE, '../dist/main.js')],
  env: {
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'error',
    RATE_LIMIT_EVENTS: '1000000',
    RATE_LIMIT_WINDOW_MS: '1000',
    SERVICE_API_KEY: API_KEY,
  },
  apiKey: API_KEY,
});

/** Everything that is measured, by the name under which the results have it. */
export const PEERS = {
  depth: product('Depth Realtime, PostgreSQL', ['postgres']),
  'depth-embedded': product('Depth Realtime, embedded database', []),
  'depth-cluster': product('Depth Realtime, PostgreSQL and Redis', ['postgres', 'redis']),
  'socket.io': { title: 'bare Socket.IO', needs: [], args: script('socket-io'), env: {} },
  specified: {
    title: 'Socket.IO as specified (Redis adapter, compression)',
    needs: ['redis'],
    args: script('socket-io'),
    env: { COMPRESS: '1' },
  },
  'specified-plain': {
    title: 'Socket.IO as specified, without compression',
    needs: ['redis'],
    args: script('socket-io'),
    env: {},
  },
  nest: { title: 'textbook Nest gateway', needs: [], args: script('nest'), env: { JWT_SECRET: SECRET } },
  transaction: {
    title: 'Socket.IO, one transaction a message',
    needs: ['postgres'],
    args: script('transaction'),
    env: {},
  },
  ws: { title: 'ws alone, frames made once', needs: [], args: script('ws'), env: {} },
  uws: { title: 'uWebSockets through Bun', needs: [], program: BUN, args: script('uws'), env: {} },
  socketcluster: {
    title: 'SocketCluster',
    needs: [],
    args: script('socketcluster'),
    env: {},
    dialect: 'socketcluster',
  },
};

/** Bun comes for Linux on x64 only; without it the ceiling is missing from the results. */
export function available(name) {
  const { program } = PEERS[name];
  return program === undefined || existsSync(program);
}
