import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cpuOf, memoryOf, pinned, SERVER_CORE } from './machine.mjs';
import { PEERS } from './peers.mjs';

const COLLECT_GARBAGE = fileURLToPath(new URL('load/collect-garbage.mjs', import.meta.url));
const PROFILE_ON_SIGNAL = fileURLToPath(new URL('load/profile-on-signal.mjs', import.meta.url));
const LOOP_DELAY_ON_SIGNAL = fileURLToPath(new URL('load/loop-delay-on-signal.mjs', import.meta.url));
const START_TIMEOUT_MS = 60_000;

/**
 * Starts a peer on a core of its own and resolves with it when it accepts connections.
 * `memory`: its garbage can be collected on request. `BENCH_PROFILE=folder` writes a CPU profile of the measured seconds there;
 * `BENCH_LOOP_DELAY=1` prints how late the event loop was in them; `BENCH_NODE_FLAGS` are given to Node.js.
 */
export async function startServer(name, { services, dataDir, core = SERVER_CORE, memory = false }) {
  const { args, env, needs, program = process.execPath, dialect = 'socket.io' } = PEERS[name];
  const profiles = memory ? undefined : process.env.BENCH_PROFILE;
  const watched = !memory && process.env.BENCH_LOOP_DELAY !== undefined;
  const flags = [
    ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? []),
    ...(memory ? ['--expose-gc', '--import', COLLECT_GARBAGE] : []),
    ...(profiles === undefined ? [] : ['--import', PROFILE_ON_SIGNAL]),
    ...(watched ? ['--import', LOOP_DELAY_ON_SIGNAL] : []),
  ];
  const [command, all] = pinned(core, program, [...(program === process.execPath ? flags : []), ...args]);
  const child = spawn(command, all, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      ...(profiles === undefined ? {} : { BENCH_PROFILE_FILE: join(profiles, `${name}-${Date.now()}.cpuprofile`) }),
      ...env,
      ...(needs.includes('postgres') ? { DATABASE_URL: (await services.postgres()).url } : {}),
      ...(needs.includes('redis') ? { REDIS_URL: (await services.redis()).url } : {}),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const port = await portOf(child, name);
  const { pid } = child;
  return {
    port,
    dialect,
    cpu: () => cpuOf(pid),
    memory: () => memoryOf(pid),
    collectGarbage: () => child.kill('SIGUSR2'),
    /** Starts the profile and the watch on the event loop, or ends them; does nothing where none is asked for. */
    profile: () => (watched || profiles !== undefined) && program === process.execPath && child.kill('SIGUSR2'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          process.off('exit', kill);
          resolve();
        });
        // A peer may have more to do than it will ever finish.
        setTimeout(kill, 15_000).unref();
        child.kill('SIGTERM');
      }),
  };
}

function portOf(child, name) {
  return new Promise((resolve, reject) => {
    let output = '';
    const ended = (code) => reject(new Error(`${name} ended with ${code}`));
    setTimeout(() => reject(new Error(`${name} did not start: ${output}`)), START_TIMEOUT_MS).unref();
    child.once('error', reject);
    child.once('exit', ended);
    child.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-4000);
      const port = /http:\/\/[\d.]+:(\d+)/.exec(output)?.[1];
      if (port !== undefined) {
        child.off('exit', ended);
        resolve(Number(port));
      }
    });
  });
}
