const SCALE = Number(process.env['CLUSTER_SCALE'] ?? '1');

/** How often a fault is repeated: `count` in the test command, times `CLUSTER_SCALE` in a long run. */
export function times(count: number): number {
  return Math.max(1, Math.round(count * SCALE));
}

/** A time limit for a test of faults, in milliseconds: longer in a long run. */
export function limit(ms: number): number {
  return ms * Math.max(1, SCALE);
}

/** Prints what was measured, beside the results of the tests. */
export function report(line: string): void {
  process.stdout.write(`[cluster] ${line}\n`);
}
