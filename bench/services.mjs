import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { OTHER_CORES, pinned } from './machine.mjs';

/** Real servers of our own, on the cores that the measured server does not have. They end with this process. */
export class Services {
  #running = new Map();

  /** A PostgreSQL that syncs every commit to the disk: `{ url, pid, version }`. */
  postgres() {
    return this.#once('postgres', startPostgres);
  }

  /** A Redis without persistence: `{ url, pid, version }`. */
  redis() {
    return this.#once('redis', startRedis);
  }

  async stop() {
    for (const service of this.#running.values()) (await service).stop();
    this.#running.clear();
  }

  #once(name, start) {
    if (!this.#running.has(name)) this.#running.set(name, start());
    return this.#running.get(name);
  }
}

async function startPostgres() {
  const programs = folderOf('postgres', ['/usr/lib/postgresql', '/usr/pgsql']);
  const owner = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const folder = mkdtempSync(join(tmpdir(), 'depth-bench-postgres-'));
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const initdb = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(join(programs, 'initdb'), initdb, { ...owner, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
  const server = await launch(
    join(programs, 'postgres'),
    ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])],
    owner,
    'SIGINT',
    folder,
  );
  return {
    ...server,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: versionOf(join(programs, 'postgres')),
  };
}

async function startRedis() {
  const program = join(folderOf('redis-server', []), 'redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'depth-bench-redis-'));
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = await launch(program, args, {}, 'SIGTERM', folder);
  return { ...server, url: `redis://127.0.0.1:${port}`, version: versionOf(program) };
}

function launch(program, args, owner, signal, folder) {
  const [command, all] = pinned(OTHER_CORES, program, args);
  const child = spawn(command, all, { ...owner, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => {
    process.off('exit', stop);
    child.kill(signal);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', stop);
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-4000);
        if (/ready to accept connections/i.test(output)) resolve({ pid: child.pid, stop });
      });
    }
  });
}

/** The folder of a program: on PATH, or the highest version under one of the folders. */
function folderOf(program, folders) {
  const versioned = folders
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((version) => join(folder, version, 'bin')))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  // The packages' own folder first: on PATH there may be a link to one program alone.
  const found = [...versioned, ...process.env.PATH.split(delimiter)].find((folder) =>
    existsSync(join(folder, program)),
  );
  if (found === undefined) throw new Error(`the bench needs ${program}: apt-get install postgresql redis-server`);
  return found;
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function versionOf(program) {
  return execFileSync(program, ['--version'], { encoding: 'utf8' }).match(/\d+\.\d+(\.\d+)?/)[0];
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
