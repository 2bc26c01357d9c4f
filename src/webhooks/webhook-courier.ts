import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Config, type WebhookSettings } from '../config/config.js';
import { StreamLog } from '../streams/stream-log.js';
import { Metrics } from '../telemetry/metrics.js';
import { StreamTeller } from './stream-teller.js';
import { WebhookCursors, type Claim } from './webhook-cursors.js';
import { WebhookEndpoint } from './webhook-endpoint.js';
import { WebhookMarks } from './webhook-marks.js';

/** How often a node looks for what is due again, or was left by another. */
const LOOK_MS = 1000;
/** How long a shutdown waits for the attempts that are under way. */
const GRACE_MS = 1000;

/**
 * Sends the webhooks of this node: takes streams that are due, a bounded number at once, and has each told in order. A
 * stream is told by one node at a time; one that is refused waits by itself, and holds up no other.
 */
@Injectable()
export class WebhookCourier implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Webhooks');
  private readonly settings: WebhookSettings | undefined;
  private readonly active = new Set<Promise<void>>();
  private endpoint: WebhookEndpoint | undefined;
  private teller: StreamTeller | undefined;
  private timer: NodeJS.Timeout | undefined;
  private filling = false;
  private again = false;

  constructor(
    private readonly cursors: WebhookCursors,
    private readonly marks: WebhookMarks,
    private readonly log: StreamLog,
    private readonly metrics: Metrics,
    config: Config,
  ) {
    this.settings = config.webhooks;
  }

  onApplicationBootstrap(): void {
    if (this.settings === undefined) return;
    this.endpoint = new WebhookEndpoint(this.settings, this.metrics);
    this.teller = new StreamTeller(this.log, this.cursors, this.endpoint, this.settings);
    this.marks.onMarked(() => void this.fill());
    this.timer = setInterval(() => void this.fill(), LOOK_MS);
    this.timer.unref();
  }

  /** Lets the attempts under way end, for a second; then they are given up, and told again by whoever is next. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.teller?.stop();
    this.teller = undefined;
    const grace = setTimeout(() => this.endpoint?.stop(), GRACE_MS);
    await Promise.all(this.active);
    clearTimeout(grace);
  }

  /** Takes as many streams as there are free hands. Asked for meanwhile, it looks once more. */
  private async fill(): Promise<void> {
    this.again = true;
    if (this.filling) return;
    this.filling = true;
    try {
      while (this.again) {
        this.again = false;
        await this.take();
      }
    } catch (error) {
      // The next look finds it.
      this.logger.debug(`what is due could not be read: ${String(error)}`);
    } finally {
      this.filling = false;
    }
  }

  private async take(): Promise<void> {
    const { teller } = this;
    const free = this.hands() - this.active.size;
    if (teller === undefined || free <= 0) return;
    const claims = await this.cursors.claim(free, teller.leaseMs);
    for (const claim of claims) this.begin(teller, claim);
  }

  private begin(teller: StreamTeller, claim: Claim): void {
    const telling = teller
      .tell(claim)
      .catch((error: unknown) => this.logger.debug(`${claim.key} was not told to the end: ${String(error)}`))
      .then((delayMs) => {
        this.active.delete(telling);
        void this.fill();
        // What is due again before the next look is not kept waiting for it.
        if (typeof delayMs === 'number' && delayMs > 0 && delayMs < LOOK_MS) {
          setTimeout(() => void this.fill(), delayMs).unref();
        }
      });
    this.active.add(telling);
  }

  private hands(): number {
    if (this.settings === undefined) return 0;
    return this.endpoint?.troubled === true ? 1 : this.settings.concurrency;
  }
}
