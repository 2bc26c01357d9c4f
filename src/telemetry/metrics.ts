import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { ErrorCode } from '../errors/catalogue.js';
import type { Outcome } from './outcome.js';

/** One command that has been answered. */
export interface CommandMeasurement {
  readonly event: string;
  readonly namespace: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** One question that the platform was asked. */
export interface PlatformMeasurement {
  readonly question: string;
  /** `ok`, or why there was no answer. */
  readonly outcome: string;
  readonly seconds: number;
}

/** One attempt to send a webhook. */
export interface WebhookMeasurement {
  readonly event: string;
  readonly outcome: 'delivered' | 'refused';
  readonly seconds: number;
}

/** The name under which all unknown events are counted. */
const OTHER = 'other';

const COMMAND_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const FLUSH_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const FLUSH_EVENTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * What this node counts, for Prometheus, together with what Node tells of itself.
 *
 * No label has a value that a client can choose: the number of series is bounded.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly events = new Set<string>();
  private readonly outbound: (() => number)[] = [];

  private readonly connected = new Gauge({
    name: 'realtime_connected_clients',
    help: 'Sockets that are connected now, by namespace.',
    labelNames: ['namespace'],
    registers: [this.registry],
  });

  private readonly connections = new Counter({
    name: 'realtime_connections_total',
    help: 'Sockets that have connected, by namespace.',
    labelNames: ['namespace'],
    registers: [this.registry],
  });

  private readonly commands = new Counter({
    name: 'realtime_commands_total',
    help: 'Commands that were answered, by event and outcome (ok or the error code).',
    labelNames: ['event', 'outcome'],
    registers: [this.registry],
  });

  private readonly commandSeconds = new Histogram({
    name: 'realtime_command_duration_seconds',
    help: 'Time from the arrival of a command to its answer, by event.',
    labelNames: ['event'],
    buckets: COMMAND_SECONDS,
    registers: [this.registry],
  });

  private readonly flushEvents = new Histogram({
    name: 'realtime_stream_flush_events',
    help: 'Events that were written to the streams with one commit.',
    buckets: FLUSH_EVENTS,
    registers: [this.registry],
  });

  private readonly flushSeconds = new Histogram({
    name: 'realtime_stream_flush_seconds',
    help: 'Time that one commit to the streams took.',
    buckets: FLUSH_SECONDS,
    registers: [this.registry],
  });

  private readonly rateLimits = new Counter({
    name: 'realtime_rate_limited_total',
    help: 'Commands that were refused because their user had sent too many.',
    registers: [this.registry],
  });

  private readonly authRefusals = new Counter({
    name: 'realtime_auth_refusals_total',
    help: 'Connections that were refused, by error code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  private readonly cuts = new Counter({
    name: 'realtime_connections_cut_total',
    help: 'Connections that were closed because their clients left too much unread.',
    registers: [this.registry],
  });

  private readonly platformSeconds = new Histogram({
    name: 'realtime_platform_request_seconds',
    help: 'Time that the platform took to answer, by question and outcome (ok, or why there was no answer).',
    labelNames: ['question', 'outcome'],
    buckets: COMMAND_SECONDS,
    registers: [this.registry],
  });

  private readonly webhookSeconds = new Histogram({
    name: 'realtime_webhook_request_seconds',
    help: 'Time that the receiver took for a webhook, by event and outcome (delivered or refused).',
    labelNames: ['event', 'outcome'],
    buckets: COMMAND_SECONDS,
    registers: [this.registry],
  });

  private readonly webhookPending = new Gauge({
    name: 'realtime_webhook_pending_streams',
    help: 'Streams with events that the receiver of webhooks has not taken yet, over all nodes.',
    registers: [this.registry],
  });

  private readonly webhookFailing = new Gauge({
    name: 'realtime_webhook_failing_streams',
    help: 'Streams whose next event the receiver of webhooks has refused, over all nodes.',
    registers: [this.registry],
  });

  private readonly webhookFailingSeconds = new Gauge({
    name: 'realtime_webhook_failing_seconds',
    help: 'Time since the receiver of webhooks first refused the event that it has refused for longest; 0 for none.',
    registers: [this.registry],
  });

  private readonly sent = new Counter({
    name: 'realtime_events_sent_total',
    help: 'Events that were sent to sockets; an event to a room counts once for each socket.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const { outbound } = this;
    new Gauge({
      name: 'realtime_outbound_queue_bytes',
      help: 'Bytes that are waiting for clients that read too slowly.',
      registers: [this.registry],
      collect() {
        this.set(outbound.reduce((sum, bytes) => sum + bytes(), 0));
      },
    });
  }

  /** Names the events that are counted under their own name, in addition to those named before. */
  knownEvents(names: Iterable<string>): void {
    for (const name of names) this.events.add(name);
  }

  /** A socket has connected. `namespace` is one that the server declares. */
  connectionOpened(namespace: string): void {
    this.connected.inc({ namespace });
    this.connections.inc({ namespace });
  }

  connectionClosed(namespace: string): void {
    this.connected.dec({ namespace });
  }

  /** A connection was closed because its client left too much unread. */
  connectionCut(): void {
    this.cuts.inc();
  }

  /** A command was answered. An event that is not known counts as `other`. */
  command({ event, outcome, seconds }: CommandMeasurement): void {
    const name = this.events.has(event) ? event : OTHER;
    this.commands.inc({ event: name, outcome });
    this.commandSeconds.observe({ event: name }, seconds);
  }

  /** A group of events was committed to the streams. */
  streamFlush({ events, seconds }: { readonly events: number; readonly seconds: number }): void {
    this.flushEvents.observe(events);
    this.flushSeconds.observe(seconds);
  }

  /** Adds a source of the outbound queue's size in bytes. It is asked at each scrape and must not throw. */
  observeOutbound(bytes: () => number): void {
    this.outbound.push(bytes);
  }

  rateLimited(): void {
    this.rateLimits.inc();
  }

  authRefused(code: ErrorCode): void {
    this.authRefusals.inc({ code });
  }

  /** The platform was asked. Neither label has values that anybody outside can choose. */
  platformAsked({ question, outcome, seconds }: PlatformMeasurement): void {
    this.platformSeconds.observe({ question, outcome }, seconds);
  }

  /** One attempt to send a webhook. */
  webhookSent({ event, outcome, seconds }: WebhookMeasurement): void {
    this.webhookSeconds.observe({ event, outcome }, seconds);
  }

  /** What waits for the receiver of webhooks now. */
  webhooksWaiting(now: { readonly pending: number; readonly failing: number; readonly failingSeconds: number }): void {
    this.webhookPending.set(now.pending);
    this.webhookFailing.set(now.failing);
    this.webhookFailingSeconds.set(now.failingSeconds);
  }

  eventsSent(count = 1): void {
    this.sent.inc(count);
  }

  /** The media type of {@link expose}. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All values, in the text format of Prometheus. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }
}
