import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceLines, untilBalancing, type Balancer, type BalancerOptions } from './balancer.js';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { haproxyFolder } from './programs.js';

const CONFIGURATION = join(import.meta.dirname, '../../../deploy/haproxy.cfg');

/** HAProxy on 127.0.0.1 with the configuration of `deploy/`, in front of processes instead of containers. */
export class HaproxyServer implements Balancer {
  readonly name = 'haproxy';

  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Resolves when it sends requests to a node. */
  static async start(options: BalancerOptions): Promise<HaproxyServer> {
    const program = join(await haproxyFolder(), 'haproxy');
    const port = options.port ?? (await freePort());
    const folder = await mkdtemp(join(tmpdir(), 'haproxy-test-'));
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, haproxyConfiguration(await readFile(CONFIGURATION, 'utf8'), port, options.nodePorts));
    const child = new Child(program, ['-db', '-f', file], { temporaryFolder: folder, logFile: options.logFile });
    const server = new HaproxyServer(child, folder, `http://127.0.0.1:${port}`);
    try {
      await untilBalancing('haproxy', child, server.url);
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
}

/** The configuration of `deploy/` with its two lines about containers replaced. */
export function haproxyConfiguration(text: string, port: number, nodePorts: readonly number[]): string {
  const servers = nodePorts.map((nodePort, index) => `  server node${index + 1} 127.0.0.1:${nodePort}`);
  return replaceLines(
    replaceLines(text, /^ +bind :8080$/m, `  bind 127.0.0.1:${port}`),
    /^ +server-template .+$/m,
    servers.join('\n'),
  );
}
