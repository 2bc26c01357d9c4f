import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceLines, untilBalancing, type Balancer, type BalancerOptions } from './balancer.js';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { nginxFolder } from './programs.js';

const CONFIGURATION = join(import.meta.dirname, '../../../deploy/nginx.conf');
const FOREGROUND = ['-e', 'stderr', '-g', 'daemon off;'];

/** nginx on 127.0.0.1 with the configuration of `deploy/`, in front of processes instead of containers. */
export class NginxServer implements Balancer {
  readonly name = 'nginx';

  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Resolves when it sends requests to a node. */
  static async start(options: BalancerOptions): Promise<NginxServer> {
    const program = join(await nginxFolder(), 'nginx');
    const port = options.port ?? (await freePort());
    const folder = await mkdtemp(join(tmpdir(), 'nginx-test-'));
    // Started by root, its workers are somebody else.
    await chmod(folder, 0o755);
    const file = join(folder, 'nginx.conf');
    const text = await readFile(CONFIGURATION, 'utf8');
    await writeFile(file, nginxConfiguration(text, { folder, port, nodePorts: options.nodePorts }));
    const child = new Child(program, ['-p', folder, '-c', file, ...FOREGROUND], {
      temporaryFolder: folder,
      // Killed, it would leave its workers behind.
      orphanSignal: 'TERM',
      logFile: options.logFile,
    });
    const server = new NginxServer(child, folder, `http://127.0.0.1:${port}`);
    try {
      await untilBalancing('nginx', child, server.url);
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

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly nodePorts: readonly number[];
}

/** The configuration of `deploy/` with the port, the nodes and the place of its files replaced. */
export function nginxConfiguration(text: string, { folder, port, nodePorts }: Place): string {
  const servers = nodePorts.map((nodePort) => `    server 127.0.0.1:${nodePort}$1;`).join('\n');
  const here = replaceLines(text, /^( *\w+) \/tmp\//gm, `$1 ${folder}/`);
  const listening = replaceLines(here, /^ +listen 8080;$/m, `    listen 127.0.0.1:${port};`);
  return replaceLines(listening, /^ +server app:3000(.*);$/gm, servers);
}
