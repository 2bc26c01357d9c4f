import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { haproxyFolder } from './programs.js';

export interface HaproxyOptions {
  /** The ports on 127.0.0.1 of what it stands in front of, which may come and go. At least one must be ready. */
  readonly nodePorts: readonly number[];
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly logFile?: string | undefined;
}

const CONFIGURATION = join(import.meta.dirname, '../../../deploy/haproxy.cfg');
const START_TIMEOUT_MS = 10_000;

/** HAProxy on 127.0.0.1 with the configuration of `deploy/`, in front of processes instead of containers. */
export class HaproxyServer {
  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Resolves when it sends requests to a node. */
  static async start(options: HaproxyOptions): Promise<HaproxyServer> {
    const program = join(await haproxyFolder(), 'haproxy');
    const port = options.port ?? (await freePort());
    const folder = await mkdtemp(join(tmpdir(), 'haproxy-test-'));
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, haproxyConfiguration(await readFile(CONFIGURATION, 'utf8'), port, options.nodePorts));
    const child = new Child(program, ['-db', '-f', file], { temporaryFolder: folder, logFile: options.logFile });
    const server = new HaproxyServer(child, folder, `http://127.0.0.1:${port}`);
    try {
      await server.ready();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  output(): string {
    return this.child.output();
  }

  async stop(): Promise<void> {
    await this.child.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** It prints nothing when it is ready. */
  private async ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      // Refused until it listens, 503 until it has found a node.
      const status = await fetch(`${this.url}/balancer`).then(
        (response) => response.status,
        () => 'refused',
      );
      if (!this.child.running || (status !== 200 && Date.now() > deadline)) {
        throw new Error(`haproxy is not ready (${status}); its output ends with:\n${this.output().slice(-4000)}`);
      }
      if (status === 200) return;
      await wait(50);
    }
  }
}

/** The configuration of `deploy/` with its two lines about containers replaced. */
export function haproxyConfiguration(text: string, port: number, nodePorts: readonly number[]): string {
  const servers = nodePorts.map((nodePort, index) => `  server node${index + 1} 127.0.0.1:${nodePort}`);
  return replaceLine(
    replaceLine(text, /^ +bind :8080$/m, `  bind 127.0.0.1:${port}`),
    /^ +server-template .+$/m,
    servers.join('\n'),
  );
}

function replaceLine(text: string, line: RegExp, replacement: string): string {
  if (!line.test(text)) throw new Error(`deploy/haproxy.cfg has lost the line ${String(line)}`);
  return text.replace(line, replacement);
}
