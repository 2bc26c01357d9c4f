import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { CommandLog } from '../telemetry/command-log.js';
import type { Outcome } from '../telemetry/metrics.js';
import type { CommandCounts, EventLoopDelay } from './admin.protocol.js';

const PERIOD_MS = 1000;
/** How often the loop's delay is sampled. */
const RESOLUTION_MS = 20;

/** Counts the commands of this node, and once a second takes how many they were and how late the event loop ran. */
@Injectable()
export class NodeMeter implements OnModuleInit, OnModuleDestroy {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private ok = 0;
  private failed = 0;
  private limited = 0;
  private periodStart = performance.now();
  private countedBefore = 0;
  private perSecond = 0;
  private lastDelay: EventLoopDelay = { mean: 0, p99: 0 };
  private timer: NodeJS.Timeout | undefined;
  private stopCounting: (() => void) | undefined;

  constructor(private readonly log: CommandLog) {}

  onModuleInit(): void {
    this.stopCounting = this.log.observe(({ outcome }) => this.count(outcome));
    this.delay.enable();
    this.timer = setInterval(() => this.turn(), PERIOD_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.delay.disable();
    this.stopCounting?.();
  }

  get commands(): CommandCounts {
    return { perSecond: this.perSecond, ok: this.ok, failed: this.failed };
  }

  get rateLimited(): number {
    return this.limited;
  }

  get eventLoopDelayMs(): EventLoopDelay {
    return this.lastDelay;
  }

  private count(outcome: Outcome): void {
    if (outcome === 'ok') this.ok += 1;
    else this.failed += 1;
    if (outcome === 'RATE_LIMITED') this.limited += 1;
  }

  private turn(): void {
    const now = performance.now();
    const counted = this.ok + this.failed;
    // A late timer must not make the second look busier than it was.
    this.perSecond = Math.round(((counted - this.countedBefore) * 1000) / (now - this.periodStart));
    this.lastDelay = { mean: lateness(this.delay.mean), p99: lateness(this.delay.percentile(99)) };
    this.delay.reset();
    this.periodStart = now;
    this.countedBefore = counted;
  }
}

/** From the time between two samples, in nanoseconds, to how many milliseconds the second one was late. */
function lateness(nanoseconds: number): number {
  const ms = nanoseconds / 1e6 - RESOLUTION_MS;
  return ms > 0 ? Math.round(ms * 100) / 100 : 0;
}
