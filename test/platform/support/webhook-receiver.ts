import type { ServerResponse } from 'node:http';

import { vi } from 'vitest';

import type { Webhook } from '../../../src/webhooks/webhook-event.js';
import { HttpService, type Received } from './http-service.js';
import { verify } from './verify.js';

export const WEBHOOK_SECRET = 'the-key-that-the-receiver-shares-with-us';

/** One attempt, and how it was answered. */
export interface Attempt {
  readonly webhook: Webhook;
  readonly headers: Received['headers'];
  readonly body: string;
  readonly status: number;
  /** From `performance.now()`. */
  readonly at: number;
}

/** Decides about one attempt: a status, or undefined when it answers by itself, or never. */
export type Judge = (webhook: Webhook, response: ServerResponse, attempt: number) => number | undefined;

/** A receiver of webhooks behind a real HTTP server. It refuses whatever is not signed. */
export class WebhookReceiver {
  /** Every attempt that was answered by a status, in the order of arrival. */
  readonly attempts: Attempt[] = [];
  judge: Judge = () => 204;
  /** How long it takes for an answer. */
  delayMs = 0;
  private count = 0;

  private constructor(private readonly service: HttpService) {}

  static async start(judge?: Judge): Promise<WebhookReceiver> {
    const started: { receiver?: WebhookReceiver } = {};
    const service = await HttpService.start((request, response) => started.receiver?.receive(request, response));
    started.receiver = new WebhookReceiver(service);
    if (judge !== undefined) started.receiver.judge = judge;
    return started.receiver;
  }

  /** The variables of a node that tells this receiver. */
  get env(): Record<string, string> {
    return { WEBHOOK_URL: `${this.service.url}/hooks`, WEBHOOK_SECRET };
  }

  /** What was taken: each event once, in the order in which it was taken first. */
  get taken(): Webhook[] {
    const seen = new Map<string, Webhook>();
    for (const { webhook, status } of this.attempts) {
      if (status < 300 && !seen.has(webhook.id)) seen.set(webhook.id, webhook);
    }
    return [...seen.values()];
  }

  /** What was taken of one stream. */
  of(stream: string): Webhook[] {
    return this.taken.filter((webhook) => webhook.stream === stream);
  }

  /** Resolves with what was taken of the stream as soon as there are so many. */
  async until(stream: string, count: number, timeout = 20_000): Promise<Webhook[]> {
    return vi.waitFor(
      () => {
        const taken = this.of(stream);
        if (taken.length < count) throw new Error(`${taken.length} of ${count} webhooks of ${stream} have come`);
        return taken;
      },
      { timeout, interval: 20 },
    );
  }

  goAway(): Promise<void> {
    return this.service.close();
  }

  comeBack(): Promise<void> {
    return this.service.open();
  }

  private receive({ headers, body }: Received, response: ServerResponse): void {
    this.count += 1;
    const webhook = JSON.parse(body) as Webhook;
    const status = verify(headers, body, WEBHOOK_SECRET) ? this.judge(webhook, response, this.count) : 401;
    if (status === undefined) return;
    this.attempts.push({ webhook, headers, body, status, at: performance.now() });
    if (this.delayMs === 0) response.writeHead(status).end();
    else setTimeout(() => response.writeHead(status).end(), this.delayMs);
  }
}
