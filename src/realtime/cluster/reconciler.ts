import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';

import { Config } from '../../config/config.js';
import { ControlBus } from './control-bus.js';
import { RedisConnection } from './redis-connection.js';

/** Compares something that this node holds with the database, and makes it right. Rejects when it could not. */
export type Check = () => Promise<void>;

const TOPIC = 'reconcile';
/** How often while Redis is away, when no other node can tell of a change. */
const AWAY_MS = 5000;
/** How many times rarer while it is there: then only a node that was cut off alone has kept something to itself. */
const EASE = 6;
/** Given to the connections of all nodes to come back before the comparison that follows; the nodes spread over it. */
const SETTLE_MS = 500;

/**
 * The net under the {@link ControlBus}: changes that a node acts on, such as a revoked session, are lost on the way while
 * Redis is away. Then each node compares what it holds with the database every five seconds, once more when Redis is
 * back, and every half minute in any case.
 *
 * Without Redis one node makes every change itself, and there is nothing to compare, unless the platform decides: then the
 * half minute is also how long a change that it did not tell us of can stay without effect.
 */
@Injectable()
export class Reconciler implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly checks: Check[] = [];
  private timer: NodeJS.Timeout | undefined;
  private settling: NodeJS.Timeout | undefined;
  private ticks = 0;
  private running = false;
  private owed = false;

  constructor(
    private readonly bus: ControlBus,
    private readonly redis: RedisConnection,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, () => this.soon());
  }

  onApplicationBootstrap(): void {
    // Every node is told: what this one has changed while it was cut off, the others have not heard of.
    const back = (): void => this.bus.publish(TOPIC, {});
    this.redis.onRestored(back);
    if (this.redis.configured || this.config.platform !== undefined) {
      this.timer = setInterval(() => this.tick(), AWAY_MS).unref();
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    clearTimeout(this.settling);
    this.checks.length = 0;
  }

  /** Each feature that holds something of the kind registers its check when its module starts. */
  register(check: Check): void {
    this.checks.push(check);
  }

  private soon(): void {
    this.settling ??= setTimeout(
      () => {
        this.settling = undefined;
        void this.run();
      },
      SETTLE_MS * (1 + Math.random()),
    ).unref();
  }

  private tick(): void {
    this.ticks += 1;
    const away = this.redis.configured && !this.redis.available;
    if (this.owed || away || this.ticks % EASE === 0) void this.run();
  }

  /** One run at a time. One that is asked for meanwhile follows; one that failed is owed, and tried with the next tick. */
  private async run(): Promise<void> {
    this.owed = true;
    if (this.running) return;
    this.running = true;
    let failed = false;
    while (this.owed) {
      this.owed = false;
      failed = false;
      for (const check of this.checks) if (!(await this.succeeds(check))) failed = true;
    }
    this.owed = failed;
    this.running = false;
  }

  private async succeeds(check: Check): Promise<boolean> {
    try {
      await check();
      return true;
    } catch (error) {
      this.logger.debug(`could not compare with the database: ${String(error)}`);
      return false;
    }
  }
}
