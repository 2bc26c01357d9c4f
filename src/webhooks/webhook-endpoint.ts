import { Logger } from '@nestjs/common';

import type { WebhookSettings } from '../config/config.js';
import { PostFailure, signedPost } from '../platform/signed-post.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Webhook } from './webhook-event.js';

/** What came of one attempt. */
export type Delivery =
  | { readonly kind: 'delivered' }
  /** The node shuts down; whether the receiver has got it is unknown. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAfter: string | null; readonly gone: boolean };

const GONE = 410;
/** After so many refusals without a success in between, the receiver as a whole is taken to be in trouble. */
const TROUBLE = 8;

/** The receiver of the webhooks, as this node sees it. */
export class WebhookEndpoint {
  private readonly logger = new Logger('Webhooks');
  private readonly stopping = new AbortController();
  private refusals = 0;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly metrics: Metrics,
  ) {}

  /** Whether nothing gets through: then one attempt at a time is enough. */
  get troubled(): boolean {
    return this.refusals >= TROUBLE;
  }

  /** One attempt. Any 2xx is a yes; anything else, redirects included, is not. */
  async send(webhook: Webhook): Promise<Delivery> {
    const startedAt = performance.now();
    const delivery = await this.attempt(webhook);
    const seconds = (performance.now() - startedAt) / 1000;
    if (delivery.kind === 'stopped') return delivery;
    this.metrics.webhookSent({ event: webhook.type, outcome: delivery.kind, seconds });
    this.note(delivery);
    return delivery;
  }

  /** Ends the attempts that are under way. */
  stop(): void {
    this.stopping.abort();
  }

  private async attempt(webhook: Webhook): Promise<Delivery> {
    const { url, keys, timeoutMs } = this.settings;
    const body = JSON.stringify(webhook);
    const { signal } = this.stopping;
    try {
      const { status, retryAfter } = await signedPost({
        url,
        keys,
        id: webhook.id,
        body,
        payload: body,
        timeoutMs,
        signal,
      });
      if (status >= 200 && status < 300) return { kind: 'delivered' };
      return { kind: 'refused', reason: `status ${status}`, retryAfter, gone: status === GONE };
    } catch (error) {
      const reason = error instanceof PostFailure ? error.reason : 'unreachable';
      if (reason === 'stopped') return { kind: 'stopped' };
      return { kind: 'refused', reason, retryAfter: null, gone: false };
    }
  }

  private note(delivery: Exclude<Delivery, { kind: 'stopped' }>): void {
    if (delivery.kind === 'delivered') {
      if (this.troubled) this.logger.log('the receiver takes webhooks again');
      this.refusals = 0;
      return;
    }
    this.refusals += 1;
    if (this.refusals === TROUBLE)
      this.logger.warn(`the receiver takes no webhooks: ${delivery.reason}. Trying again.`);
  }
}
