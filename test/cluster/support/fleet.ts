import { tracked } from '../../support/cleanup.js';
import { Cluster } from '../../support/services/cluster.js';
import type { NodeProcess } from '../../support/services/node-process.js';
import type { PostgresServer } from '../../support/services/postgres-server.js';
import type { RedisServer } from '../../support/services/redis-server.js';
import type { TokenOptions } from '../../support/tokens.js';

export interface FleetOptions {
  /** Default: 3. */
  readonly nodes?: number;
  /** Variables of every node, over those of the cluster, and a rate limit that no test reaches by chance. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether HAProxy stands in front. Default: false. */
  readonly balancer?: boolean;
  /** The URL of a module that every node loads before the program. */
  readonly preload?: string;
}

export interface Readiness {
  /** 200, or 503 when the node is not ready. */
  readonly code: number;
  readonly redis: string | undefined;
  readonly database: string | undefined;
}

/** A cluster of real processes that are killed and replaced on purpose, and that notices when one ends without that. */
export class Fleet {
  /** The nodes that ended without being told to, with the end of their output. */
  readonly lost: string[] = [];
  private readonly expected = new Set<number>();

  private constructor(private readonly cluster: Cluster) {
    for (const node of cluster.nodes) this.watch(node);
  }

  static async start({ nodes = 3, balancer = false, env, preload }: FleetOptions = {}): Promise<Fleet> {
    const cluster = await Cluster.start({
      nodes,
      balancer: balancer ? 'haproxy' : false,
      env: {
        LOG_LEVEL: 'warn',
        RATE_LIMIT_EVENTS: '1000000',
        ...(preload === undefined ? {} : { NODE_OPTIONS: `--import=${preload}` }),
        ...env,
      },
    });
    return new Fleet(cluster);
  }

  /** Where clients connect that do not care which node serves them: HAProxy, or the first node when there is none. */
  get url(): string {
    return this.cluster.url;
  }

  get size(): number {
    return this.cluster.nodes.length;
  }

  get redis(): RedisServer {
    return this.cluster.redis;
  }

  get postgres(): PostgresServer {
    return this.cluster.postgres;
  }

  /** The node of that number; they are counted round. */
  node(index: number): NodeProcess {
    const node = this.cluster.nodes[index % this.size];
    if (node === undefined) throw new Error('the cluster has no nodes');
    return node;
  }

  urlOf(index: number): string {
    return this.node(index).url;
  }

  token(userId: string, options?: Omit<TokenOptions, 'userId'>): string {
    return this.cluster.token(userId, options);
  }

  /** Asks the server API, which must succeed. */
  async api(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
    await this.cluster.serverApi(method, `/v1${path}`, body);
  }

  /** What each node says to those who ask whether new connections should be sent to it. */
  async readiness(): Promise<Readiness[]> {
    return Promise.all(
      this.cluster.nodes.map(async ({ url }) => {
        const response = await fetch(`${url}/health/ready`);
        const { details } = (await response.json()) as { details: Record<string, { status: string } | undefined> };
        return { code: response.status, redis: details['redis']?.status, database: details['database']?.status };
      }),
    );
  }

  /** Makes a conversation of users, who are made too. */
  async conversation(id: string, memberIds: readonly string[]): Promise<void> {
    for (const userId of memberIds) await this.api('PUT', `/users/${userId}`, { displayName: userId, role: 'member' });
    await this.api('PUT', `/conversations/${id}`, { title: id, memberIds });
  }

  /** Ends a node as a crash would. */
  async kill(index: number): Promise<void> {
    this.expected.add(this.node(index).pid);
    await this.node(index).kill();
  }

  /** Lets a node stand still: its connections stay open and nothing is answered, until `thaw()`. */
  freeze(index: number): void {
    this.node(index).signal('SIGSTOP');
  }

  thaw(index: number): void {
    this.node(index).signal('SIGCONT');
  }

  /** How many commands were answered only after five seconds from their arrival, by what the nodes say themselves. */
  async answeredLate(): Promise<number> {
    const late = await Promise.all(
      this.cluster.nodes.map(async ({ url }) => lateOnes(await (await fetch(`${url}/metrics`)).text())),
    );
    return late.reduce((sum, count) => sum + count, 0);
  }

  /** Starts a node again, which ends as an update would end it if it still runs. Returns the exit code. */
  async restart(index: number): Promise<number | null> {
    this.expected.add(this.node(index).pid);
    const { code } = await this.cluster.restartNode(index % this.size);
    this.watch(this.node(index));
    return code;
  }

  async stop(): Promise<void> {
    for (const { pid } of this.cluster.nodes) this.expected.add(pid);
    await this.cluster.stop();
  }

  private watch(node: NodeProcess): void {
    void node.exited.then((exit) => {
      if (this.expected.has(node.pid)) return;
      this.lost.push(`${node.url} ended with ${JSON.stringify(exit)}: ${node.output().slice(-2000)}`);
    });
  }
}

function lateOnes(metrics: string): number {
  const upTo = (limit: string): number => {
    const lines = metrics.matchAll(/^realtime_command_duration_seconds_bucket\{le="([^"]+)",.*\} (\d+)$/gm);
    const counts = [...lines].filter(([, le]) => le === limit).map(([, , count]) => Number(count));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const all = upTo('+Inf');
  if (all === 0) throw new Error('a node has answered no command, or does not say so any more');
  return all - upTo('5');
}

/** Starts a fleet; it stops with the test, or with the file when started in `beforeAll`. */
export async function startFleet(options?: FleetOptions): Promise<Fleet> {
  return tracked(await Fleet.start(options));
}
