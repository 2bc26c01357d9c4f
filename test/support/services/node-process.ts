import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, MAIN } from '../build.js';
import { Child, type Exit } from './child.js';

export interface NodeOptions {
  /** Variables of the program, over the defaults: a free port on 127.0.0.1 and nothing of the caller's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Kept when the process ends. Default: a temporary folder, removed by `stop()`. */
  readonly dataDir?: string;
  /** How long it may take until it accepts connections. Default: 25 s, which covers the very first start. */
  readonly startTimeoutMs?: number;
  /** A file to which its output is appended as well. */
  readonly logFile?: string | undefined;
}

/** The built program, running as its own process. */
export class NodeProcess {
  private constructor(
    private readonly child: Child,
    /** Where it accepts connections, such as `http://127.0.0.1:34567`. */
    readonly url: string,
    readonly dataDir: string,
    /** From the start of the process until it accepted connections, in milliseconds. */
    readonly startedInMs: number,
    private readonly temporary: boolean,
  ) {}

  /** Resolves when it accepts connections. Builds the program first when it is out of date. */
  static async start(options: NodeOptions = {}): Promise<NodeProcess> {
    await ensureBuilt();
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'depth-data-')));
    const temporary = options.dataDir === undefined;
    const startedAt = performance.now();
    const child = launchNode(dataDir, options);
    try {
      const [url] = await child.waitForOutput(/http:\/\/127\.0\.0\.1:\d+(?=\D)/, options.startTimeoutMs ?? 25_000);
      return new NodeProcess(child, url, dataDir, performance.now() - startedAt, temporary);
    } catch (error) {
      await child.stop('SIGKILL');
      if (temporary) await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.child.exited;
  }

  /** Standard output and error so far. */
  output(): string {
    return this.child.output();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.signal(signal);
  }

  /** Ends it at once, as a crash would. Its data folder stays. */
  async kill(): Promise<Exit> {
    return this.child.stop('SIGKILL');
  }

  /** Ends it with SIGTERM and, after 20 s, by force; removes its data folder if that was temporary. */
  async stop(): Promise<Exit> {
    this.signal('SIGCONT');
    const exit = await this.child.stop();
    if (this.temporary) await rm(this.dataDir, { recursive: true, force: true });
    return exit;
  }
}

/** Starts the program, as built, without waiting for anything. */
export function launchNode(dataDir: string, options: NodeOptions): Child {
  const { PATH, HOME, TMPDIR } = process.env;
  return new Child(process.execPath, [MAIN], {
    env: { PATH, HOME, TMPDIR, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...options.env },
    temporaryFolder: options.dataDir === undefined ? dataDir : undefined,
    logFile: options.logFile,
  });
}
