import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { WebhookCursors, type WebhookBacklog } from './webhook-cursors.js';

const LOOK_MS = 5000;

/** What waits to be told, as it was a few seconds ago: for metrics and health, which must not wait for the database. */
@Injectable()
export class WebhookStatus implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Webhooks');
  private timer: NodeJS.Timeout | undefined;
  private latest: WebhookBacklog = { pending: 0, failing: 0, failingSeconds: 0 };

  constructor(
    private readonly cursors: WebhookCursors,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.webhooks === undefined) return;
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Undefined when webhooks are off. */
  get backlog(): WebhookBacklog | undefined {
    return this.config.webhooks === undefined ? undefined : this.latest;
  }

  private async look(): Promise<void> {
    try {
      this.latest = await this.cursors.backlog();
      this.metrics.webhooksWaiting(this.latest);
    } catch (error) {
      this.logger.debug(`what waits to be told could not be read: ${String(error)}`);
    }
  }
}
