import { Injectable, Optional } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { WebhookStatus } from '../webhooks/webhook-status.js';

/** A refusal that lasts longer is worth a look. */
const DEGRADED_SECONDS = 60;

/** Never down: nothing is lost while the receiver is away, and another node would find it away too. */
@Injectable()
export class WebhooksHealthIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @Optional() private readonly status?: WebhookStatus,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('webhooks');
    const backlog = this.status?.backlog;
    if (backlog === undefined) return indicator.up('off');
    const details = {
      pending: backlog.pending,
      failing: backlog.failing,
      failingSeconds: Math.round(backlog.failingSeconds),
    };
    return backlog.failingSeconds > DEGRADED_SECONDS ? indicator.degraded(details) : indicator.up(details);
  }
}
