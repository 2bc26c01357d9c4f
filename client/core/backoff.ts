/** The shortest and the longest pause between two attempts, in milliseconds. */
export interface Delays {
  readonly minMs: number;
  readonly maxMs: number;
}

/** How long to wait after the nth failure (from 0): doubled each time, and by chance between half of it and all of it. */
export function backoff(failures: number, { minMs, maxMs }: Delays): number {
  return Math.min(maxMs, minMs * 2 ** Math.min(failures, 20)) * (0.5 + Math.random() / 2);
}

/** {@link backoff}, or as long as the server asks for when that is longer. */
export function pauseAfter(
  error: { readonly retryAfterMs: number | undefined },
  failures: number,
  delays: Delays,
): number {
  return Math.max(error.retryAfterMs ?? 0, backoff(failures, delays));
}
