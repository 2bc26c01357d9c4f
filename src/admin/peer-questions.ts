import { randomUUID } from 'node:crypto';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { ControlBus } from '../realtime/cluster/control-bus.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { RedisConnection } from '../realtime/cluster/redis-connection.js';
import { Roster } from '../realtime/cluster/roster.js';

/** What the nodes have answered, this one first, and which of them have not. */
export interface Answers<A> {
  readonly answers: readonly A[];
  readonly unreachable: readonly string[];
}

interface Question {
  readonly id: string;
  readonly from: string;
  readonly topic: string;
  readonly question: object;
}

interface Answer {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly answer: unknown;
}

interface Pending {
  readonly missing: Set<string>;
  readonly answers: unknown[];
  readonly settle: () => void;
}

const ASKED = 'admin:asked';
const ANSWERED = 'admin:answered';
/** The longest that an answer is waited for. */
const PATIENCE_MS = 1500;

/**
 * Asks every node something, and waits for a bounded time. A node answers at most once; one that is slow, cut off or
 * unable to answer is told as unreachable. While Redis is away nobody is waited for.
 */
@Injectable()
export class PeerQuestions implements OnModuleDestroy {
  private readonly handlers = new Map<string, (question: object) => unknown>();
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly bus: ControlBus,
    private readonly roster: Roster,
    private readonly redis: RedisConnection,
    private readonly identity: NodeIdentity,
  ) {
    bus.on(ASKED, (data) => this.answer(data as Question));
    bus.on(ANSWERED, (data) => this.take(data as Answer));
  }

  onModuleDestroy(): void {
    for (const { settle } of [...this.pending.values()]) settle();
  }

  /** Answers the questions on the topic, this node's own too. What `handler` returns must survive JSON, and be small. */
  on<Q extends object>(topic: string, handler: (question: Q) => unknown): void {
    this.handlers.set(topic, (question) => handler(question as Q));
  }

  /** Rejects with what the handler throws here; then the others are not asked. */
  async ask<Q extends object, A>(topic: string, question: Q): Promise<Answers<A>> {
    const own = this.handlers.get(topic)?.(question) as A;
    if (!this.redis.configured) return { answers: [own], unreachable: [] };
    const id = randomUUID();
    const missing = new Set(this.roster.others);
    const answers = [own];
    const settled = this.wait(id, missing, answers);
    this.bus.publish(ASKED, { id, from: this.identity.id, topic, question } satisfies Question);
    await settled;
    return { answers, unreachable: [...missing] };
  }

  /** Resolves when nobody is missing any more, or when the time is over. */
  private wait(id: string, missing: Set<string>, answers: unknown[]): Promise<void> {
    if (missing.size === 0 || !this.redis.available) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.pending.delete(id);
        resolve();
      };
      const timer = setTimeout(settle, PATIENCE_MS);
      this.pending.set(id, { missing, answers, settle });
    });
  }

  private answer({ id, from, topic, question }: Question): void {
    if (from === this.identity.id) return;
    const handler = this.handlers.get(topic);
    if (handler === undefined) return;
    const answer = handler(question);
    this.bus.publish(ANSWERED, { id, from: this.identity.id, to: from, answer } satisfies Answer);
  }

  private take({ id, from, to, answer }: Answer): void {
    const pending = to === this.identity.id ? this.pending.get(id) : undefined;
    if (pending === undefined) return;
    pending.answers.push(answer);
    pending.missing.delete(from);
    if (pending.missing.size === 0) pending.settle();
  }
}
