import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { ControlBus } from '../realtime/cluster/control-bus.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import type { TailedCommand, TailGap } from './admin.protocol.js';
import { CommandLines } from './command-lines.js';
import { filterKey, Tail, type TailFilter } from './tail.js';
import { RENEW_MS, TAIL_DELIVERY, TAIL_REQUEST, type TailDelivery, type TailRequest } from './tail-requests.js';

/** Another node on which administrators follow commands. */
interface Follower {
  readonly tails: Map<string, Tail>;
  /** What it has not been sent yet, by filter: never more than the tails let pass in a moment. */
  lines: Map<string, (TailedCommand | TailGap)[]>;
  heardAt: number;
}

/** How long lines are gathered before they are sent. */
const GATHER_MS = 200;
/** A node that has not renewed its request for so long is gone, or follows no more. */
const LAPSE_MS = 3 * RENEW_MS;

/** Sends the commands of this node to the nodes that have asked for them, as many as one reader could follow. */
@Injectable()
export class TailForwarder implements OnModuleDestroy {
  private readonly followers = new Map<string, Follower>();
  private stopObserving: (() => void) | undefined;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: CommandLines,
    private readonly bus: ControlBus,
    private readonly identity: NodeIdentity,
  ) {
    bus.on(TAIL_REQUEST, (data) => this.receive(data as TailRequest));
  }

  onModuleDestroy(): void {
    clearTimeout(this.gathering);
    for (const id of [...this.followers.keys()]) this.forget(id);
  }

  private receive({ from, filters }: TailRequest): void {
    if (from === this.identity.id) return;
    if (filters.length === 0) {
      this.forget(from);
      return;
    }
    const follower = this.followers.get(from) ?? { tails: new Map<string, Tail>(), lines: new Map(), heardAt: 0 };
    follower.heardAt = performance.now();
    this.followers.set(from, follower);
    this.fit(follower, new Map(filters.map((filter) => [filterKey(filter), filter])));
    this.stopObserving ??= this.commands.observe((line) => this.offer(line));
  }

  private fit(follower: Follower, wanted: ReadonlyMap<string, TailFilter>): void {
    for (const [key, tail] of follower.tails) {
      if (wanted.has(key)) continue;
      tail.close();
      follower.tails.delete(key);
    }
    for (const [key, filter] of wanted) {
      if (follower.tails.has(key)) continue;
      follower.tails.set(key, new Tail(filter, (line) => this.gather(follower, key, line)));
    }
  }

  private offer(line: TailedCommand): void {
    const oldest = performance.now() - LAPSE_MS;
    for (const [id, { tails, heardAt }] of this.followers) {
      if (heardAt < oldest) this.forget(id);
      else for (const tail of tails.values()) tail.offer(line);
    }
  }

  private gather(follower: Follower, key: string, line: TailedCommand | TailGap): void {
    const lines = follower.lines.get(key);
    if (lines === undefined) follower.lines.set(key, [line]);
    else lines.push(line);
    this.gathering ??= setTimeout(() => this.send(), GATHER_MS).unref();
  }

  private send(): void {
    this.gathering = undefined;
    for (const [to, follower] of this.followers) {
      if (follower.lines.size === 0) continue;
      const lines = Object.fromEntries(follower.lines);
      follower.lines = new Map();
      this.bus.publish(TAIL_DELIVERY, { to, lines } satisfies TailDelivery);
    }
  }

  private forget(id: string): void {
    for (const tail of this.followers.get(id)?.tails.values() ?? []) tail.close();
    this.followers.delete(id);
    if (this.followers.size > 0) return;
    this.stopObserving?.();
    this.stopObserving = undefined;
  }
}
