// Fan-out: one room, many readers, one writer with a window of unanswered messages.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import jwt from 'jsonwebtoken';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const arg = (name, fallback) => {
  const found = process.argv.find((value) => value.startsWith(`--${name}=`));
  return found === undefined ? fallback : found.slice(name.length + 3);
};
const READERS = Number(arg('readers', 200));
const SECONDS = Number(arg('seconds', 5));
const SIZE = Number(arg('size', 100));
const WINDOW = Number(arg('window', 64));
const DEFLATE = arg('deflate', 'no') === 'yes';
const RUNS = Number(arg('runs', 3));
const SECRET = 'bench-secret-of-at-least-thirty-two-bytes';

const peers = {
  depth: () => ({
    args: [join(HERE, '../dist/main.js')],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '127.0.0.1',
      JWT_SECRET: SECRET,
      LOG_LEVEL: 'error',
      RATE_LIMIT_EVENTS: '1000000',
      SERVICE_API_KEY: 'bench-service-key',
      ...(process.env.BENCH_DATABASE_URL ? { DATABASE_URL: process.env.BENCH_DATABASE_URL } : {}),
    },
  }),
  'bare Socket.IO': () => ({ args: [join(HERE, 'peers/socket-io.mjs')], env: {} }),
  specified: () => ({ args: [join(HERE, 'peers/socket-io.mjs')], env: { COMPRESS: '1' } }),
};

function start(name) {
  const dataDir = mkdtempSync(join(tmpdir(), 'depth-bench-'));
  const { args, env } = peers[name]();
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const child = spawn('taskset', ['-c', '0', process.execPath, ...profile, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let out = '';
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const port = /http:\/\/[\d.]+:(\d+)/.exec(out)?.[1];
      if (port !== undefined) {
        resolve({
          child,
          port: Number(port),
          stop: () =>
            new Promise((done) => {
              child.removeAllListeners('exit');
              child.once('exit', () => {
                rmSync(dataDir, { recursive: true, force: true });
                done();
              });
              child.kill('SIGTERM');
            }),
        });
      }
    });
  });
}

const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

async function prepare(port) {
  if (process.env.BENCH_DATABASE_URL) {
    const { default: pg } = await import('pg');
    const client = new pg.Client(process.env.BENCH_DATABASE_URL);
    await client.connect();
    await client.query(
      "insert into users(id,display_name,role) values ('writer','w','member'),('reader','r','member') on conflict do nothing",
    );
    await client.query("insert into conversations(id,title) values ('room','r') on conflict do nothing");
    await client.query(
      "insert into conversation_members(conversation_id,user_id) values ('room','writer'),('room','reader') on conflict do nothing",
    );
    await client.end();
    return;
  }
  const call = (path, body) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer bench-service-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(async (response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    });
  await call('/v1/users/writer', { displayName: 'writer', role: 'member' });
  await call('/v1/users/reader', { displayName: 'reader', role: 'member' });
  await call('/v1/conversations/room', { title: 'room', memberIds: ['writer', 'reader'] });
}

async function run(name) {
  const server = await start(name);
  if (name === 'depth') await prepare(server.port);
  const token = (userId) => jwt.sign({ userId }, SECRET);
  const workers = [];
  for (let i = 0; i < 2; i += 1) {
    workers.push(fork(join(HERE, 'readers.mjs'), [], { execArgv: [] }));
  }
  const ask = (worker, message) =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.send(message);
    });
  await Promise.all(
    workers.map((worker) =>
      ask(worker, {
        open: Math.ceil(READERS / workers.length),
        port: server.port,
        token: token('reader'),
        deflate: DEFLATE,
      }),
    ),
  );
  const writer = fork(join(HERE, 'writer.mjs'));
  await ask(writer, { port: server.port, token: token('writer'), size: SIZE, window: WINDOW });
  writer.send('go');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = {
    cpu: cpuOf(server.child.pid),
    at: performance.now(),
    frames: await count(workers, ask),
    sent: await ask(writer, 'count'),
  };
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const after = {
    cpu: cpuOf(server.child.pid),
    at: performance.now(),
    frames: await count(workers, ask),
    sent: await ask(writer, 'count'),
  };
  const rss = rssOf(server.child.pid);
  for (const process of [...workers, writer]) process.kill();
  await server.stop();
  const seconds = (after.at - before.at) / 1000;
  return {
    name,
    deliveries: Math.round((after.frames - before.frames) / seconds),
    messages: Math.round((after.sent - before.sent) / seconds),
    perCpuSecond: Math.round((after.frames - before.frames) / (after.cpu - before.cpu)),
    rssMiB: Math.round(rss),
  };
}

async function count(workers, ask) {
  const counts = await Promise.all(workers.map((worker) => ask(worker, 'count')));
  return counts.reduce((sum, value) => sum + value, 0);
}

const names = arg('peers', 'depth,bare Socket.IO').split(',');
const rows = [];
for (let i = 0; i < RUNS; i += 1) for (const name of names) rows.push(await run(name));
console.table(rows);
