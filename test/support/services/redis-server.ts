import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { redisFolder } from './programs.js';

export interface RedisOptions {
  /** Asked of every client. Default: none. */
  readonly password?: string;
  /** Keep the data over `kill()` and `restart()` (an append-only file, synced on every write). Default: false. */
  readonly durable?: boolean;
  /** A file to which its output is appended as well. */
  readonly logFile?: string | undefined;
  /** More options of redis-server, such as `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
}

const START_TIMEOUT_MS = 20_000;

/** A Redis process of one's own on 127.0.0.1, whose port stays the same over restarts. */
export class RedisServer {
  private constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly options: RedisOptions,
    private child: Child,
  ) {}

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const program = join(await redisFolder(), 'redis-server');
    const folder = await mkdtemp(join(tmpdir(), 'redis-test-'));
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      try {
        return new RedisServer(program, folder, port, options, await launch(program, folder, port, options));
      } catch (error) {
        // Somebody else may have taken the port since it was found free.
        if (attempt < 3 && /address already in use/i.test(String(error))) continue;
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    }
  }

  get url(): string {
    const { password } = this.options;
    return `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid;
  }

  output(): string {
    return this.child.output();
  }

  /** Ends it at once, as a crash would, and resolves when it is gone. `restart()` brings it back. */
  async kill(): Promise<void> {
    await this.child.stop('SIGKILL');
  }

  /** Freezes it: connections stay open and nothing is answered, until `resume()`. */
  pause(): void {
    this.child.signal('SIGSTOP');
  }

  resume(): void {
    this.child.signal('SIGCONT');
  }

  /** Stops it if it runs, and starts it again on the same port. */
  async restart(): Promise<void> {
    await this.end();
    this.child = await launch(this.program, this.folder, this.port, this.options);
  }

  /** Stops it for good and removes its data. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    this.resume();
    await this.child.stop();
  }
}

async function launch(program: string, folder: string, port: number, options: RedisOptions): Promise<Child> {
  const child = new Child(
    program,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', '--save', ''],
      ...(options.durable === true ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []),
      ...(options.password === undefined ? [] : ['--requirepass', options.password]),
      ...(options.args ?? []),
    ],
    { temporaryFolder: folder, logFile: options.logFile },
  );
  try {
    await child.waitForOutput(/ready to accept connections/i, START_TIMEOUT_MS);
    return child;
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
}
