import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

const DEGRADED_SHARE = 0.85;
const DOWN_SHARE = 0.95;
const BYTES_PER_MB = 1_048_576;

/** Bytes in use and bytes that may be in use: of the heap, and of everything in the process. */
export interface MemoryUse {
  readonly heapUsed: number;
  readonly heapLimit: number;
  readonly rss: number;
  /** Of the container, or else of the machine. */
  readonly rssLimit: number;
}

/** What a use of memory means: down is about to be killed for it, and better stopped in good order. */
export function judgeMemory({ heapUsed, heapLimit, rss, rssLimit }: MemoryUse): 'up' | 'degraded' | 'down' {
  const share = Math.max(heapUsed / heapLimit, rss / rssLimit);
  if (share > DOWN_SHARE) return 'down';
  return share > DEGRADED_SHARE ? 'degraded' : 'up';
}

/** How near this process is to the end of its memory. */
@Injectable()
export class MemoryHealthIndicator {
  private readonly heapLimit = getHeapStatistics().heap_size_limit;
  // Without a limit on the container this is 0 or more than there is.
  private readonly rssLimit = Math.min(process.constrainedMemory() || Infinity, totalmem());

  constructor(private readonly indicators: HealthIndicatorService) {}

  check(): HealthIndicatorResult {
    const { heapUsed, rss } = process.memoryUsage();
    const { heapLimit, rssLimit } = this;
    const indicator = this.indicators.check('memory');
    const details = {
      heapUsedMb: megabytes(heapUsed),
      heapLimitMb: megabytes(heapLimit),
      rssMb: megabytes(rss),
      rssLimitMb: megabytes(rssLimit),
    };
    switch (judgeMemory({ heapUsed, heapLimit, rss, rssLimit })) {
      case 'up':
        return indicator.up(details);
      case 'degraded':
        return indicator.degraded(details);
      case 'down':
        return indicator.down(details);
    }
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MB);
}
