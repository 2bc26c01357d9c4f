import { Logger } from '@nestjs/common';

import type { WebhookSettings } from '../config/config.js';
import type { StreamEvent } from '../streams/stream.js';
import type { StreamLog } from '../streams/stream-log.js';
import { backoffMs } from './backoff.js';
import type { Claim, WebhookCursors } from './webhook-cursors.js';
import type { Delivery, WebhookEndpoint } from './webhook-endpoint.js';
import { webhookOf } from './webhook-event.js';

/** How many events are read at once. */
const CHUNK = 20;
/** After so many events a stream lets others go first. */
const TURN = 100;
/** What a lease outlives an attempt by. */
const LEASE_MARGIN_MS = 5000;
/** What must be left of it before the next attempt. */
const SAFETY_MS = 2000;
/** A stream with nothing to read though something was seen: its log was reset. */
const EMPTY_MS = 5000;

/** Tells the events of one stream after the other, each when the one before was taken. */
export class StreamTeller {
  private readonly logger = new Logger('Webhooks');
  private stopped = false;

  constructor(
    private readonly log: Pick<StreamLog, 'readAfter'>,
    private readonly cursors: WebhookCursors,
    private readonly endpoint: WebhookEndpoint,
    private readonly settings: WebhookSettings,
  ) {}

  /** How long a node may be silent before another one goes on in its place. */
  get leaseMs(): number {
    return this.settings.timeoutMs + LEASE_MARGIN_MS;
  }

  /** Nothing new is begun; what is under way ends by itself. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Tells what there is, up to a refusal. Keeps in the database what was told before it resolves, unless the lease was
   * lost; rejects when the database is away, and what it could not keep is told again.
   * @returns in how many milliseconds the stream goes on, when that is known.
   */
  async tell(claim: Claim): Promise<number | undefined> {
    const lease = { until: performance.now() + this.leaseMs };
    let seq = claim.seq;
    for (let told = 0; told < TURN && !this.isStopping();) {
      const events = await this.log.readAfter(claim.key, seq, CHUNK);
      for (const event of events) {
        if (this.isStopping()) break;
        if (!(await this.holds(claim, seq, lease))) return undefined;
        const delivery = await this.deliver(event);
        if (delivery.kind === 'refused') return this.refused(claim, seq, event, delivery);
        if (delivery.kind === 'stopped') break;
        seq = event.seq;
      }
      told += events.length;
      if (events.length === 0 && seq === claim.seq) return this.release(claim, seq, EMPTY_MS);
      if (events.length < CHUNK) break;
      lease.until = performance.now() + this.leaseMs;
      if (!(await this.cursors.advance(claim, seq, this.leaseMs))) return undefined;
    }
    return this.release(claim, seq, 0);
  }

  private async release(claim: Claim, seq: number, delayMs: number): Promise<number> {
    await this.cursors.release(claim, seq, delayMs);
    return delayMs;
  }

  private isStopping(): boolean {
    return this.stopped;
  }

  /** Before each attempt, so that no other node can tell the stream meanwhile. */
  private async holds(claim: Claim, seq: number, lease: { until: number }): Promise<boolean> {
    if (lease.until - performance.now() > this.settings.timeoutMs + SAFETY_MS) return true;
    const until = performance.now() + this.leaseMs;
    if (!(await this.cursors.advance(claim, seq, this.leaseMs))) return false;
    lease.until = until;
    return true;
  }

  private async deliver(event: StreamEvent): Promise<Delivery> {
    const webhook = webhookOf(event);
    if (webhook === undefined || !this.settings.events.has(webhook.type)) return { kind: 'delivered' };
    return this.endpoint.send(webhook);
  }

  private async refused(
    claim: Claim,
    seq: number,
    event: StreamEvent,
    { reason, retryAfter, gone }: Extract<Delivery, { kind: 'refused' }>,
  ): Promise<number> {
    const attempts = seq === claim.seq ? claim.attempts + 1 : 1;
    const delayMs = backoffMs({ attempts, retryAfter, gone });
    await this.cursors.postpone(claim, seq, delayMs, attempts, reason);
    // Often enough to be found, and not for each of the attempts of days.
    if (attempts === 5 || attempts % 50 === 0) {
      this.logger.warn(`${claim.key}, event ${event.seq}: refused ${attempts} times, the last with ${reason}`);
    }
    return delayMs;
  }
}
