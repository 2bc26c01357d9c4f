import { createHistogram, monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { CommandLog } from '../telemetry/command-log.js';
import type { Outcome } from '../telemetry/outcome.js';
import type { CommandCounts, Durations, EventLoopDelay } from './admin.protocol.js';

const PERIOD_MS = 1000;
/** How often the loop's delay is sampled. */
const RESOLUTION_MS = 20;

/** What was seen of the commands of one full second. */
type Second = Pick<CommandCounts, 'perSecond' | 'byOutcome' | 'durationMs'>;

/** Counts the commands of this node, and once a second takes how many they were and how late the event loop ran. */
@Injectable()
export class NodeMeter implements OnModuleInit, OnModuleDestroy {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private ok = 0;
  private failed = 0;
  private limited = 0;
  private periodStart = performance.now();
  private outcomes = new Map<Outcome, number>();
  /** In microseconds. */
  private readonly durations = createHistogram();
  private second: Second = { perSecond: 0, byOutcome: {}, durationMs: null };
  private lastDelay: EventLoopDelay = { mean: 0, p99: 0 };
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: CommandLog) {}

  onModuleInit(): void {
    this.log.onOutcome((outcome, durationMs) => this.count(outcome, durationMs));
    this.delay.enable();
    this.timer = setInterval(() => this.turn(), PERIOD_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  get commands(): CommandCounts {
    return { ...this.second, ok: this.ok, failed: this.failed };
  }

  get rateLimited(): number {
    return this.limited;
  }

  get eventLoopDelayMs(): EventLoopDelay {
    return this.lastDelay;
  }

  private count(outcome: Outcome, durationMs: number): void {
    if (outcome === 'ok') this.ok += 1;
    else this.failed += 1;
    if (outcome === 'RATE_LIMITED') this.limited += 1;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    this.durations.record(Math.max(1, Math.round(durationMs * 1000)));
  }

  private turn(): void {
    const now = performance.now();
    // A late timer must not make the second look busier than it was.
    const seconds = (now - this.periodStart) / 1000;
    const rates = [...this.outcomes].map(([outcome, count]) => [outcome, Math.round(count / seconds)] as const);
    this.second = {
      perSecond: Math.round(this.durations.count / seconds),
      byOutcome: Object.fromEntries(rates),
      durationMs: this.takeDurations(),
    };
    this.outcomes = new Map();
    this.lastDelay = { mean: lateness(this.delay.mean), p99: lateness(this.delay.percentile(99)) };
    this.delay.reset();
    this.periodStart = now;
  }

  private takeDurations(): Durations | null {
    if (this.durations.count === 0) return null;
    const taken = { p50: this.durations.percentile(50) / 1000, p99: this.durations.percentile(99) / 1000 };
    this.durations.reset();
    return taken;
  }
}

/** From the time between two samples, in nanoseconds, to how many milliseconds the second one was late. */
function lateness(nanoseconds: number): number {
  const ms = nanoseconds / 1e6 - RESOLUTION_MS;
  return ms > 0 ? Math.round(ms * 100) / 100 : 0;
}
