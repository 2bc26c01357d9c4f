import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

/** How often the delay is sampled; an idle loop measures this much. */
const RESOLUTION_MS = 20;
/** The least time that a report looks back. */
const WINDOW_MS = 10_000;
const DEGRADED_MS = 250;

/**
 * How late the event loop runs: the 99th percentile since the window began, at least ten seconds once the process is
 * that old. Never down: a node that is merely busy must not be restarted, and one that is stuck does not answer at all.
 */
@Injectable()
export class EventLoopHealthIndicator implements OnModuleInit, OnModuleDestroy {
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private windowStart = performance.now();
  private lastWindowMs = 0;

  constructor(private readonly indicators: HealthIndicatorService) {}

  onModuleInit(): void {
    this.histogram.enable();
  }

  onModuleDestroy(): void {
    this.histogram.disable();
  }

  check(): HealthIndicatorResult {
    const delayMs = Math.round(Math.max(this.lastWindowMs, this.currentMs()));
    if (performance.now() - this.windowStart > WINDOW_MS) this.startWindow();
    const indicator = this.indicators.check('eventLoop');
    return delayMs > DEGRADED_MS ? indicator.degraded({ delayMs }) : indicator.up({ delayMs });
  }

  private currentMs(): number {
    return Math.max(0, this.histogram.percentile(99) / 1e6 - RESOLUTION_MS);
  }

  private startWindow(): void {
    this.lastWindowMs = this.currentMs();
    this.histogram.reset();
    this.windowStart = performance.now();
  }
}
