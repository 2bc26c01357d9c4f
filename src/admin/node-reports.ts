import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { ControlBus } from '../realtime/cluster/control-bus.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { RedisConnection } from '../realtime/cluster/redis-connection.js';
import { Roster } from '../realtime/cluster/roster.js';
import type { NodeReport, OwnReport } from './admin.protocol.js';
import { NodeReporter } from './node-reporter.js';

interface Heard {
  readonly report: OwnReport;
  readonly at: Date;
  /** From `performance.now()`. */
  readonly clock: number;
}

/** A report, or null from a node that ends. */
interface Told {
  readonly from: string;
  readonly report: OwnReport | null;
}

const TOPIC = 'admin:report';
const INTERVAL_MS = 2000;
/** Three reports that did not come. */
const STALE_MS = 6000;

/**
 * What every node tells of itself: each tells the others every two seconds, and keeps the last that it heard of them. A
 * node that falls silent is shown as it last was, marked as stale, for as long as the roster counts on it.
 */
@Injectable()
export class NodeReports implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly heard = new Map<string, Heard>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reporter: NodeReporter,
    private readonly identity: NodeIdentity,
    private readonly roster: Roster,
    private readonly bus: ControlBus,
    private readonly redis: RedisConnection,
  ) {
    bus.on(TOPIC, (data) => this.receive(data as Told));
  }

  onApplicationBootstrap(): void {
    if (!this.redis.configured) return;
    this.timer = setInterval(() => this.turn(), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    if (this.redis.configured) this.tell(null);
  }

  /** One report a node, this one's included, the oldest node first. */
  all(): NodeReport[] {
    this.forgetTheGone();
    const own: NodeReport = { ...this.reporter.report(), lastHeardAt: new Date().toISOString(), stale: false };
    const others = [...this.heard.values()].map(({ report, at, clock }) => ({
      ...report,
      lastHeardAt: at.toISOString(),
      stale: isStale(clock),
    }));
    return [own, ...others].sort((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1));
  }

  private turn(): void {
    this.forgetTheGone();
    this.tell(this.reporter.report());
  }

  private tell(report: OwnReport | null): void {
    this.bus.publish(TOPIC, { from: this.identity.id, report } satisfies Told);
  }

  private receive({ from, report }: Told): void {
    if (from === this.identity.id) return;
    if (report === null) this.heard.delete(from);
    else this.heard.set(from, { report, at: new Date(), clock: performance.now() });
  }

  private forgetTheGone(): void {
    const known = new Set(this.roster.others);
    for (const [id, { clock }] of this.heard) if (isStale(clock) && !known.has(id)) this.heard.delete(id);
  }
}

function isStale(clock: number): boolean {
  return performance.now() - clock > STALE_MS;
}

function ageKey({ startedAt, nodeId }: OwnReport): string {
  return `${startedAt} ${nodeId}`;
}
