import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { ControlBus } from '../realtime/cluster/control-bus.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { RedisConnection } from '../realtime/cluster/redis-connection.js';
import type { TailedCommand, TailGap } from './admin.protocol.js';
import { filterKey, type TailFilter } from './tail.js';

/** Which commands a node wants to hear of. Said again every two seconds; who no longer says it no longer gets them. */
export interface TailRequest {
  readonly from: string;
  readonly filters: readonly TailFilter[];
}

/** Commands of one node for another one, under the keys of the filters that let them pass. */
export interface TailDelivery {
  readonly to: string;
  readonly lines: Readonly<Record<string, readonly (TailedCommand | TailGap)[]>>;
}

export const TAIL_REQUEST = 'admin:tail:request';
export const TAIL_DELIVERY = 'admin:tail:delivery';

/** How often a request is renewed. */
export const RENEW_MS = 2000;
/** How many different filters a node asks the others for; administrators with yet another one see this node alone. */
const MAX_FILTERS = 50;

/** Asks the other nodes for the commands that somebody follows here. They filter at the source. */
@Injectable()
export class TailRequests implements OnModuleDestroy {
  private filters = new Map<string, TailFilter>();
  private listener: ((key: string, line: TailedCommand | TailGap) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: ControlBus,
    private readonly redis: RedisConnection,
    private readonly identity: NodeIdentity,
  ) {
    bus.on(TAIL_DELIVERY, (data) => this.receive(data as TailDelivery));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Calls `listener` with what the others tell, and the key of the filter that let it pass. */
  onLine(listener: (key: string, line: TailedCommand | TailGap) => void): void {
    this.listener = listener;
  }

  /** Asks for these in the place of what was asked for before. */
  want(filters: readonly TailFilter[]): void {
    if (!this.redis.configured) return;
    const wanted = new Map(filters.map((filter) => [filterKey(filter), filter]));
    this.filters = new Map([...wanted].slice(0, MAX_FILTERS));
    this.tell();
    if (this.filters.size > 0) {
      this.timer ??= setInterval(() => this.tell(), RENEW_MS).unref();
      return;
    }
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(): void {
    this.bus.publish(TAIL_REQUEST, {
      from: this.identity.id,
      filters: [...this.filters.values()],
    } satisfies TailRequest);
  }

  private receive({ to, lines }: TailDelivery): void {
    if (to !== this.identity.id) return;
    for (const [key, told] of Object.entries(lines)) for (const line of told) this.listener?.(key, line);
  }
}
