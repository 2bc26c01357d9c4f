import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../..');
const LOCK = join(ROOT, 'node_modules/.cache/test-build.lock');
const INPUTS = ['src', 'client', 'console', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** The built entry point. */
export const MAIN = join(ROOT, 'dist/main.js');

/** The page of the console. */
const PAGE = join(ROOT, 'dist/console/public/index.html');

/** Builds when `dist` is missing or older than its sources. Several processes may ask at once: one builds, all wait. */
export async function ensureBuilt(): Promise<void> {
  while (isStale() || isBeingBuilt()) {
    if (!takeLock()) {
      await wait(100);
      continue;
    }
    try {
      if (isStale()) await build();
      return;
    } finally {
      rmSync(LOCK, { force: true });
    }
  }
}

async function build(): Promise<void> {
  const startedAt = Date.now();
  try {
    await run('npm', ['run', 'build'], { cwd: ROOT });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The build that the tests need failed:\n${stdout}${stderr}`, { cause: error });
  }
  if (lastChange(MAIN) < startedAt - 1000) throw new Error('The build made no dist/main.js');
}

/** Time of the last change of a file, or below a folder. A folder counts too: it changes when a file comes or goes. */
function lastChange(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return path.endsWith('.spec.ts') ? 0 : stats.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, lastChange(join(path, name))), stats.mtimeMs);
}

function isStale(): boolean {
  return !existsSync(PAGE) || lastChange(MAIN) < Math.max(...INPUTS.map((input) => lastChange(join(ROOT, input))));
}

/** The program is there before the page is: whoever finds the one waits for the other. */
function isBeingBuilt(): boolean {
  return existsSync(LOCK) && !holderIsGone();
}

function takeLock(): boolean {
  try {
    mkdirSync(join(LOCK, '..'), { recursive: true });
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (holderIsGone()) rmSync(LOCK, { force: true });
    return false;
  }
}

function holderIsGone(): boolean {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Not yet written by a holder that is just taking it.
    if (holder === 0) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
