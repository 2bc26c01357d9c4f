import type { Allowance } from './allowance.js';

/** The moments of the uses that still count, oldest first from `head` on. */
interface Uses {
  times: number[];
  head: number;
}

/** Entries before `head` that are kept until they are cut off together. */
const SLACK = 1024;

/** An allowance of this process alone. Holds eight bytes for each use within the last window. */
export class MemoryAllowance implements Allowance {
  private readonly uses = new Map<string, Uses>();
  private sweptAt = performance.now();

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  take(key: string): number {
    const now = performance.now();
    this.sweep(now);
    const uses = this.current(key, now);
    const wait = this.waitFor(uses, now);
    if (wait > 0) return wait;
    // Of most users it is the only one: a list that is pushed to has room for sixteen more.
    if (uses.times.length === 0) uses.times = [now];
    else uses.times.push(now);
    this.uses.set(key, uses);
    return 0;
  }

  wait(key: string): number {
    const now = performance.now();
    return this.waitFor(this.current(key, now), now);
  }

  private current(key: string, now: number): Uses {
    const uses = this.uses.get(key) ?? { times: [], head: 0 };
    while (uses.head < uses.times.length && (uses.times[uses.head] ?? 0) <= now - this.windowMs) uses.head += 1;
    if (uses.head > SLACK && uses.head > uses.times.length / 2) {
      uses.times = uses.times.slice(uses.head);
      uses.head = 0;
    }
    return uses;
  }

  private waitFor({ times, head }: Uses, now: number): number {
    if (times.length - head < this.limit) return 0;
    return Math.max(1, Math.ceil((times[head] ?? now) + this.windowMs - now));
  }

  /** Once a window, forgets the keys whose uses no longer count. */
  private sweep(now: number): void {
    if (now - this.sweptAt < this.windowMs) return;
    this.sweptAt = now;
    for (const [key, { times }] of this.uses) {
      if ((times.at(-1) ?? 0) <= now - this.windowMs) this.uses.delete(key);
    }
  }
}
