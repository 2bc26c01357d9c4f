import { randomBytes } from 'node:crypto';

import { ensureBuilt } from '../../support/build.js';
import { tracked } from '../../support/cleanup.js';
import { NodeProcess } from '../../support/node-process.js';
import { createDatabase } from '../../support/postgres.js';
import { freePort } from '../../support/services/free-port.js';
import { PostgresServer } from '../../support/services/postgres-server.js';
import { RedisServer } from '../../support/services/redis-server.js';
import { signToken, type TokenOptions } from '../../support/tokens.js';
import { Balancer } from './balancer.js';

export interface FleetOptions {
  /** Default: 3. */
  readonly nodes?: number;
  /** Variables of every node, over the defaults: production, and a rate limit that no test reaches by chance. */
  readonly env?: Readonly<Record<string, string>>;
  /** The URL of a module that every node loads before the program. */
  readonly preload?: string;
}

/** One node of a fleet; its port stays when it is started again. */
interface Slot {
  readonly port: number;
  process: NodeProcess;
}

/** Real node processes behind a balancer, with a Redis and a PostgreSQL of their own: all of them may be killed. */
export class Fleet {
  /** The nodes that ended without being told to, with the end of their output. */
  readonly lost: string[] = [];
  private readonly slots: Slot[] = [];
  private readonly expected = new Set<number>();
  private balancer: Balancer | undefined;

  private constructor(
    readonly redis: RedisServer,
    readonly postgres: PostgresServer,
    /** The database of the nodes. */
    readonly databaseUrl: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly secret: string,
    private readonly key: string,
  ) {}

  static async start({ nodes = 3, env, preload }: FleetOptions = {}): Promise<Fleet> {
    await ensureBuilt();
    const [redis, postgres] = await Promise.all([RedisServer.start(), PostgresServer.start({ durable: true })]);
    const databaseUrl = await createDatabase(postgres.url);
    const secret = randomBytes(32).toString('hex');
    const key = randomBytes(16).toString('hex');
    const all = {
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      JWT_SECRET: secret,
      SERVICE_API_KEY: key,
      REDIS_URL: redis.url,
      DATABASE_URL: databaseUrl,
      RATE_LIMIT_EVENTS: '1000000',
      ...(preload === undefined ? {} : { NODE_OPTIONS: `--import=${preload}` }),
      ...env,
    };
    const fleet = new Fleet(redis, postgres, databaseUrl, all, secret, key);
    try {
      await fleet.launchAll(nodes);
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  /** Where clients connect that do not care which node serves them. */
  get url(): string {
    return this.balancer?.url ?? this.urlOf(0);
  }

  get size(): number {
    return this.slots.length;
  }

  urlOf(index: number): string {
    return this.slot(index).process.url;
  }

  node(index: number): NodeProcess {
    return this.slot(index).process;
  }

  token(userId: string, options: Omit<TokenOptions, 'userId'> = {}): string {
    return signToken({ ...options, userId }, this.secret);
  }

  /** Asks the server API of a node, which must succeed. */
  async api(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object, index = 0): Promise<void> {
    const response = await fetch(`${this.urlOf(index)}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
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

  /** Ends a node as an update would, and tells its exit code. */
  async terminate(index: number): Promise<number | null> {
    this.expected.add(this.node(index).pid);
    return (await this.node(index).stop()).code;
  }

  /** Starts a node that has ended, on the same port. */
  async revive(index: number): Promise<void> {
    const slot = this.slot(index);
    slot.process = await this.launch(slot.port);
  }

  async stop(): Promise<void> {
    await this.balancer?.stop();
    for (const { process } of this.slots) this.expected.add(process.pid);
    await Promise.all(this.slots.map(({ process }) => process.stop()));
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
  }

  private async launchAll(nodes: number): Promise<void> {
    // The first one brings the schema up to date; the others would only wait for it.
    for (let index = 0; index < nodes; index += 1) {
      const port = await freePort();
      this.slots.push({ port, process: await this.launch(port) });
    }
    this.balancer = await Balancer.start(this.slots.map(({ port }) => port));
  }

  private async launch(port: number): Promise<NodeProcess> {
    const node = await NodeProcess.start({ env: { ...this.env, PORT: String(port) } });
    void node.exited.then((exit) => {
      if (this.expected.has(node.pid)) return;
      this.lost.push(`${node.url} ended with ${JSON.stringify(exit)}: ${node.output().slice(-2000)}`);
    });
    return node;
  }

  private slot(index: number): Slot {
    const slot = this.slots[index % this.slots.length];
    if (slot === undefined) throw new Error('the fleet has no nodes');
    return slot;
  }
}

/** Starts a fleet; it stops with the test, or with the file when started in `beforeAll`. */
export async function startFleet(options?: FleetOptions): Promise<Fleet> {
  return tracked(await Fleet.start(options));
}
