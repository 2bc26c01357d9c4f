import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { ControlBus } from './control-bus.js';
import { NodeIdentity } from './node-identity.js';
import { RedisConnection } from './redis-connection.js';

/** Who caused a change: this node, another one, or the silence of one that is presumed dead. */
export type RosterCause = 'here' | 'elsewhere' | 'lapsed';

/** Called when the value of a key, over all nodes, has changed; undefined stands for its absence. */
export type RosterListener = (key: string, value: string | undefined, cause: RosterCause) => void;

type Message =
  | { readonly from: string; readonly kind: 'hello' | 'bye' }
  | { readonly from: string; readonly kind: 'all'; readonly entries: readonly (readonly [string, string])[] }
  | { readonly from: string; readonly kind: 'change'; readonly key: string; readonly value: string | null };

interface Peer {
  readonly entries: Map<string, string>;
  heardAt: number;
}

const TOPIC = 'roster';
const ANNOUNCE_MS = 5000;
/** A node that was not heard for so long is dead, and what it held is gone. */
const LEASE_MS = 20_000;
const CHECK_MS = 1000;
/** When a check comes so much later than it should, this node itself stood still, and heard nobody. */
const STOOD_STILL_MS = 5000;

/**
 * What the nodes hold together, such as who is online: each node tells its own entries as they change, and all of them
 * every few seconds, which also renews its lease. A key has the greatest of the nodes' values.
 *
 * Leases do not lapse while Redis is away, or while this node stands still: one that cannot hear the others does not know,
 * and keeps what it knew.
 */
@Injectable()
export class Roster implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Roster.name);
  private readonly own = new Map<string, string>();
  private readonly peers = new Map<string, Peer>();
  private readonly listeners: RosterListener[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  /** Since when this node could hear the others without a break. */
  private hearingSince: number | undefined;
  private checkedAt = -Infinity;

  constructor(
    private readonly bus: ControlBus,
    private readonly redis: RedisConnection,
    private readonly identity: NodeIdentity,
  ) {
    bus.on(TOPIC, (data) => this.receive(data as Message));
  }

  onApplicationBootstrap(): void {
    if (!this.redis.configured) return;
    this.tell({ from: this.identity.id, kind: 'hello' });
    this.timers.push(
      setInterval(() => this.announce(), ANNOUNCE_MS),
      setInterval(() => this.check(), CHECK_MS),
    );
    for (const timer of this.timers) timer.unref();
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.tell({ from: this.identity.id, kind: 'bye' });
  }

  onChange(listener: RosterListener): void {
    this.listeners.push(listener);
  }

  /** The greatest value that any node has for the key, or undefined. */
  get(key: string): string | undefined {
    let greatest = this.own.get(key);
    for (const { entries } of this.peers.values()) {
      const value = entries.get(key);
      if (value !== undefined && (greatest === undefined || value > greatest)) greatest = value;
    }
    return greatest;
  }

  /** The other nodes that were heard lately. */
  get others(): readonly string[] {
    return [...this.peers.keys()];
  }

  /** Sets, or with undefined removes, this node's value of the key. */
  set(key: string, value: string | undefined): void {
    if (this.own.get(key) === value) return;
    this.changing(key, 'here', () => put(this.own, key, value));
    this.tell({ from: this.identity.id, kind: 'change', key, value: value ?? null });
  }

  private tell(message: Message): void {
    if (this.redis.configured) this.bus.publish(TOPIC, message);
  }

  private announce(): void {
    this.tell({ from: this.identity.id, kind: 'all', entries: [...this.own] });
  }

  private receive(message: Message): void {
    const { from } = message;
    if (from === this.identity.id) return;
    switch (message.kind) {
      case 'hello':
        this.announce();
        return;
      case 'bye':
        this.forget(from, 'elsewhere');
        return;
      case 'change':
        this.changing(message.key, 'elsewhere', () =>
          put(this.peer(from).entries, message.key, message.value ?? undefined),
        );
        return;
      case 'all':
        this.replace(this.peer(from).entries, new Map(message.entries));
    }
  }

  private peer(id: string): Peer {
    const peer = this.peers.get(id) ?? { entries: new Map<string, string>(), heardAt: 0 };
    peer.heardAt = performance.now();
    this.peers.set(id, peer);
    return peer;
  }

  private replace(entries: Map<string, string>, told: ReadonlyMap<string, string>): void {
    for (const key of [...entries.keys()]) {
      if (!told.has(key)) this.changing(key, 'elsewhere', () => entries.delete(key));
    }
    for (const [key, value] of told) {
      if (entries.get(key) !== value) this.changing(key, 'elsewhere', () => entries.set(key, value));
    }
  }

  private check(): void {
    const now = performance.now();
    const stoodStill = now - this.checkedAt > CHECK_MS + STOOD_STILL_MS;
    this.checkedAt = now;
    if (!this.redis.available || stoodStill) this.hearingSince = undefined;
    else this.hearingSince ??= now;
    if (this.hearingSince === undefined || now - this.hearingSince < LEASE_MS) return;
    for (const [id, { heardAt }] of this.peers) {
      if (now - heardAt < LEASE_MS) continue;
      this.logger.warn(`node ${id} was not heard for ${LEASE_MS / 1000} s: what it held is gone`);
      this.forget(id, 'lapsed');
    }
  }

  private forget(id: string, cause: RosterCause): void {
    const peer = this.peers.get(id);
    if (peer === undefined) return;
    for (const key of [...peer.entries.keys()]) this.changing(key, cause, () => peer.entries.delete(key));
    this.peers.delete(id);
  }

  private changing(key: string, cause: RosterCause, change: () => void): void {
    const before = this.get(key);
    change();
    const after = this.get(key);
    if (before !== after) for (const listener of this.listeners) listener(key, after, cause);
  }
}

function put(entries: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) entries.delete(key);
  else entries.set(key, value);
}
