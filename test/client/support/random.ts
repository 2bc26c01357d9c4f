/** Numbers by chance that come again with the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** At least `from`, less than `to`. */
  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** `SOAK_SEED`, to see a failure again; otherwise another one each time. */
export function newSeed(): number {
  return Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000_000);
}
