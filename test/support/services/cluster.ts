import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from '../build.js';
import { signToken, type TokenOptions } from '../tokens.js';
import type { Balancer, BalancerName } from './balancer.js';
import type { Exit } from './child.js';
import { freePort } from './free-port.js';
import { HaproxyServer } from './haproxy-server.js';
import { NginxServer } from './nginx-server.js';
import { NodeProcess } from './node-process.js';
import { PostgresServer } from './postgres-server.js';
import { RedisServer } from './redis-server.js';

export interface ClusterOptions {
  readonly nodes: number;
  /** Variables of every node, over those of the cluster. */
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in front; false: nothing. Default: HAProxy. */
  readonly balancer?: BalancerName | false;
  /** The balancer's port. Default: a free one. */
  readonly port?: number | undefined;
  /** A folder, made when missing, with a file for the output of each process. Default: none are written. */
  readonly logs?: string;
}

/** What a cluster keeps when its nodes come and go. */
interface Site {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly ports: number[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: (name: string) => string | undefined;
}

/**
 * The topology of docker-compose.yml as processes of this machine: HAProxy or nginx with the configuration of `deploy/`, any
 * number of nodes in production mode, Redis, and a PostgreSQL that syncs to the disk. Everything may be killed, frozen and
 * restarted while it runs.
 */
export class Cluster {
  /** Of the tokens that the nodes accept. Made for this cluster. */
  readonly secret = randomBytes(32).toString('base64url');
  /** Of the server API. Made for this cluster. */
  readonly serviceApiKey = randomBytes(24).toString('base64url');
  private readonly running: NodeProcess[] = [];
  private balancer: Balancer | undefined;

  private constructor(private readonly site: Site) {}

  /** Resolves when every node accepts connections, and the balancer sends some there. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const { logs } = options;
    if (logs !== undefined) await mkdir(logs, { recursive: true });
    const logFile = (name: string): string | undefined => (logs === undefined ? undefined : join(logs, `${name}.log`));
    await ensureBuilt();
    const redis = await RedisServer.start({ logFile: logFile('redis') });
    const postgres = await startPostgres(redis, logFile('postgres'));
    const ports = await distinctPorts(options.nodes);
    const cluster = new Cluster({ redis, postgres, ports, env: options.env ?? {}, logFile });
    try {
      await cluster.startNodes();
      const { balancer = 'haproxy', port } = options;
      if (balancer !== false) await cluster.startBalancer(balancer, port);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Where clients connect: the balancer, or the first node when there is none. */
  get url(): string {
    return this.balancer?.url ?? this.running[0]?.url ?? '';
  }

  /** In the order of their numbers. One that was restarted is a new process on the same port. */
  get nodes(): readonly NodeProcess[] {
    return this.running;
  }

  get redis(): RedisServer {
    return this.site.redis;
  }

  get postgres(): PostgresServer {
    return this.site.postgres;
  }

  /** What the balancer has said, such as which nodes it takes for dead. */
  balancerOutput(): string {
    return this.balancer?.output() ?? '';
  }

  token(userId: string, options: Omit<TokenOptions, 'userId'> = {}): string {
    return signToken({ ...options, userId }, this.secret);
  }

  /** A request to the server API that must succeed. Returns its `data`. */
  async serverApi(method: 'PUT' | 'POST' | 'DELETE', path: string, body: object = {}): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.serviceApiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { readonly data: unknown }).data;
  }

  /** Ends a node by SIGTERM if it still runs, and starts it again on its port. Returns how the old process ended. */
  async restartNode(index: number): Promise<Exit> {
    const exit = await this.running[index]!.stop();
    this.running[index] = await this.startNode(index);
    return exit;
  }

  /** Ends the balancer, and with it every connection, and starts it again on its port. Does nothing where there is none. */
  async restartBalancer(): Promise<void> {
    const { balancer } = this;
    if (balancer === undefined) return;
    await balancer.stop();
    await this.startBalancer(balancer.name, Number(new URL(balancer.url).port));
  }

  /** Stops everything, clients first, and removes the data. */
  async stop(): Promise<void> {
    await this.balancer?.stop();
    await Promise.all(this.running.map((node) => node.stop()));
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
  }

  private async startNodes(): Promise<void> {
    const started = await Promise.allSettled(this.site.ports.map((_, index) => this.startOnFreePort(index)));
    for (const outcome of started) if (outcome.status === 'fulfilled') this.running.push(outcome.value);
    const failed = started.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private async startOnFreePort(index: number): Promise<NodeProcess> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.startNode(index);
      } catch (error) {
        // Somebody else may have taken the port since it was found free.
        if (attempt === 3 || !String(error).includes('EADDRINUSE')) throw error;
        this.site.ports[index] = await freePort();
      }
    }
  }

  private async startNode(index: number): Promise<NodeProcess> {
    return NodeProcess.start({
      env: {
        NODE_ENV: 'production',
        PORT: String(this.site.ports[index]),
        JWT_SECRET: this.secret,
        SERVICE_API_KEY: this.serviceApiKey,
        DATABASE_URL: this.postgres.url,
        REDIS_URL: this.redis.url,
        TRUST_PROXY: '1',
        ...this.site.env,
      },
      logFile: this.site.logFile(`node-${index + 1}`),
    });
  }

  private async startBalancer(name: BalancerName, port: number | undefined): Promise<void> {
    const Server = { haproxy: HaproxyServer, nginx: NginxServer }[name];
    this.balancer = await Server.start({ nodePorts: this.site.ports, port, logFile: this.site.logFile(name) });
  }
}

async function startPostgres(redis: RedisServer, logFile: string | undefined): Promise<PostgresServer> {
  try {
    return await PostgresServer.start({ durable: true, logFile });
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

async function distinctPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
