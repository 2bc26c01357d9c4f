import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BalancerName } from './balancer.js';

const run = promisify(execFile);

const INSTALL_LOCK = join(tmpdir(), 'depth-tests-install.lock');

/** Something that the tests run and that may have to be installed first. */
interface Program {
  readonly title: string;
  /** Every one of these must be in the same folder. */
  readonly executables: readonly string[];
  /** Where it is apart from PATH. One part of a path may hold a `*`; the highest version wins. */
  readonly folders: readonly string[];
  readonly debianPackage: string;
  readonly brewPackage: string;
  /** The variable that names a running server and makes the program unnecessary for most tests. */
  readonly variable?: string;
  /** The variable that names the program's path. */
  readonly path?: string;
}

const REDIS: Program = {
  title: 'Redis 6.2 or later',
  executables: ['redis-server'],
  folders: ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'],
  debianPackage: 'redis-server',
  brewPackage: 'redis',
  variable: 'TEST_REDIS_URL',
};

const POSTGRES: Program = {
  title: 'PostgreSQL 13 or later',
  executables: ['postgres', 'initdb'],
  folders: [
    '/usr/lib/postgresql/*/bin',
    '/usr/pgsql-*/bin',
    '/usr/local/pgsql/bin',
    '/opt/homebrew/opt/postgresql*/bin',
  ],
  debianPackage: 'postgresql',
  brewPackage: 'postgresql',
  variable: 'TEST_DATABASE_URL',
};

const HAPROXY: Program = {
  title: 'HAProxy 2.6 or later',
  executables: ['haproxy'],
  folders: ['/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin'],
  debianPackage: 'haproxy',
  brewPackage: 'haproxy',
};

const NGINX: Program = {
  title: 'nginx 1.22 or later',
  executables: ['nginx'],
  folders: ['/usr/local/sbin', '/usr/sbin', '/usr/local/nginx/sbin', '/opt/homebrew/bin'],
  debianPackage: 'nginx',
  brewPackage: 'nginx',
};

const BROWSER_FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/opt/homebrew/bin'];

function browser(executable: string, folders: readonly string[] = []): Program {
  return {
    title: 'Chromium 123 or later',
    executables: [executable],
    folders: [...BROWSER_FOLDERS, ...folders],
    debianPackage: 'chromium',
    brewPackage: 'chromium',
    path: 'CHROMIUM',
  };
}

/** In the order of preference; only the first is ever installed. */
const CHROMIUMS = [
  browser('chromium'),
  browser('chromium-browser'),
  browser('google-chrome'),
  browser('Google Chrome', ['/Applications/Google Chrome.app/Contents/MacOS']),
] as const;

/** The folder of `redis-server`. Installs it when that is possible without asking. */
export async function redisFolder(): Promise<string> {
  return folderOf(REDIS);
}

/** The folder of `postgres` and `initdb`. Installs them when that is possible without asking. */
export async function postgresFolder(): Promise<string> {
  return folderOf(POSTGRES);
}

/** The folder of `haproxy`. Installs it when that is possible without asking. */
export async function haproxyFolder(): Promise<string> {
  return folderOf(HAPROXY);
}

/** The folder of `nginx`. Installs it when that is possible without asking. */
export async function nginxFolder(): Promise<string> {
  return folderOf(NGINX);
}

/** Whether that load balancer is here already. */
export function hasBalancer(name: BalancerName): boolean {
  return find({ haproxy: HAPROXY, nginx: NGINX }[name]) !== undefined;
}

/**
 * The path of a Chromium, or of a browser made of it: the one that `CHROMIUM` names, or else one that is installed. Installs
 * it when that is possible without asking.
 */
export async function chromiumPath(): Promise<string> {
  const { CHROMIUM: named } = process.env;
  if (named !== undefined && named !== '') return named;
  for (const program of CHROMIUMS) {
    const folder = find(program);
    if (folder !== undefined) return join(folder, program.executables[0] ?? '');
  }
  return join(await folderOf(CHROMIUMS[0]), 'chromium');
}

async function folderOf(program: Program): Promise<string> {
  const found = find(program);
  if (found !== undefined) return found;
  const failure = await install(program.debianPackage);
  const installed = find(program);
  if (installed !== undefined) return installed;
  throw new Error(
    `The tests need ${program.title} (${program.executables.join(', ')}), which is neither on PATH nor in ` +
      `${program.folders.join(', ')}. Install it (Debian, Ubuntu: sudo apt-get install ${program.debianPackage}; ` +
      `macOS: brew install ${program.brewPackage})` +
      (program.path === undefined ? '' : `, or name its path in ${program.path}`) +
      (program.variable === undefined
        ? '.'
        : `, or name a running server in ${program.variable}, which is enough for the tests that do not stop the server.`),
    { cause: failure },
  );
}

function find(program: Program): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const usual = program.folders.flatMap((pattern) => matching(pattern));
  const first = program.executables[0] ?? '';
  return (
    [...onPath, ...usual]
      .map((folder) => join(folder, first))
      .filter((path) => existsSync(path))
      // PATH may hold a link to one program of the set only.
      .map((path) => dirname(realpathSync(path)))
      .find((folder) => program.executables.every((name) => existsSync(join(folder, name))))
  );
}

function matching(pattern: string): string[] {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => part.includes('*'));
  if (wild === -1) return [pattern];
  const parent = parts.slice(0, wild).join('/');
  const [start = '', end = ''] = (parts[wild] ?? '').split('*');
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => [parent, name, ...parts.slice(wild + 1)].join('/'));
}

/** Installs packages, or returns why that failed. Does nothing where it would have to ask first. */
export async function install(...debianPackages: readonly string[]): Promise<unknown> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Other spec files may install something at the same time, and the package manager waits for itself only in parts.
  const aptGet = (...args: string[]) => run('flock', [INSTALL_LOCK, 'apt-get', ...args], { env });
  const lock = ['-o', 'DPkg::Lock::Timeout=120'];
  try {
    await aptGet(...lock, 'update');
    await aptGet(...lock, 'install', '-y', '--no-install-recommends', ...debianPackages);
    return undefined;
  } catch (error) {
    return error;
  }
}
