import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { descendantsOf } from './process-tree.js';
import { postgresFolder } from './programs.js';

const run = promisify(execFile);

export interface PostgresOptions {
  /**
   * Sync to the disk, as in production. Default: false, which is faster and still loses nothing when only the process
   * is killed: only a crash of the whole machine could tell the difference.
   */
  readonly durable?: boolean;
  /** A file to which its output is appended as well. */
  readonly logFile?: string | undefined;
  /** Settings, such as `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Cluster {
  readonly programs: string;
  readonly folder: string;
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  readonly options: PostgresOptions;
}

const START_TIMEOUT_MS = 30_000;
const FAST = { fsync: 'off', full_page_writes: 'off' };

/** A PostgreSQL server of one's own on 127.0.0.1, whose port and data stay the same over restarts. */
export class PostgresServer {
  private constructor(
    private readonly cluster: Cluster,
    private readonly port: number,
    private child: Child,
  ) {}

  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const cluster = await createCluster(options);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      try {
        return new PostgresServer(cluster, port, await launch(cluster, port));
      } catch (error) {
        // Somebody else may have taken the port since it was found free.
        if (attempt < 3 && /address already in use/i.test(String(error))) continue;
        await rm(cluster.folder, { recursive: true, force: true });
        throw error;
      }
    }
  }

  /** The administrative database; `createDatabase` makes one to work in. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  get pid(): number {
    return this.child.pid;
  }

  output(): string {
    return this.child.output();
  }

  /** Ends the server and all its backends at once, as a crash would. `restart()` brings it back with its data. */
  async kill(): Promise<void> {
    // Stopped first, so that it makes no new backend while the present ones are listed.
    this.child.signal('SIGSTOP');
    const backends = await descendantsOf(this.pid);
    await this.child.stop('SIGKILL');
    signalAll(backends, 'SIGKILL');
  }

  /** Freezes the server and its backends: connections stay open and nothing is answered, until `resume()`. */
  async pause(): Promise<void> {
    this.child.signal('SIGSTOP');
    signalAll(await descendantsOf(this.pid), 'SIGSTOP');
  }

  async resume(): Promise<void> {
    if (!this.child.running) return;
    signalAll(await descendantsOf(this.pid), 'SIGCONT');
    this.child.signal('SIGCONT');
  }

  /** Stops it if it runs (its clients are disconnected), and starts it again on the same port. */
  async restart(): Promise<void> {
    await this.end();
    this.child = await launch(this.cluster, this.port);
  }

  /** Stops it for good and removes its data. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.cluster.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async end(): Promise<void> {
    await this.resume();
    // A fast shutdown: it waits for no client.
    await this.child.stop('SIGINT');
  }
}

async function createCluster(options: PostgresOptions): Promise<Cluster> {
  const programs = await postgresFolder();
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'postgres-test-'));
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const args = ['--pgdata', folder, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale'];
  await run(join(programs, 'initdb'), [...args, '--no-sync'], { cwd: folder, ...user });
  return { programs, folder, user, options };
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody. */
async function serverUser(): Promise<Cluster['user']> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string, name: string): Promise<number> => Number((await run('id', [flag, name])).stdout);
  const lookUp = async (name: string): Promise<Cluster['user']> => ({
    uid: await idOf('-u', name),
    gid: await idOf('-g', name),
  });
  return lookUp('postgres').catch(() => lookUp('nobody'));
}

async function launch({ programs, folder, user, options }: Cluster, port: number): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(options.durable === true ? {} : FAST),
    ...options.settings,
  };
  const child = new Child(
    join(programs, 'postgres'),
    ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { user, temporaryFolder: folder, orphanSignal: 'QUIT', logFile: options.logFile },
  );
  try {
    await child.waitForOutput(/ready to accept connections/, START_TIMEOUT_MS);
    return child;
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // Backends end by themselves at any time; anything else is worth knowing.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
