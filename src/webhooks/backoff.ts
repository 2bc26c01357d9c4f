const FIRST_MS = 250;
const LONGEST_MS = 10 * 60 * 1000;
/** A receiver that asks for more than this is asked again after it. */
const LONGEST_ASKED_MS = 60 * 60 * 1000;

export interface Refusal {
  /** How often the event was tried, this time included. */
  readonly attempts: number;
  /** What the receiver asked for, as it came: seconds, or a date. */
  readonly retryAfter: string | null;
  /** Whether the receiver says that there is nothing here any more. */
  readonly gone: boolean;
}

/**
 * Milliseconds until the next attempt: doubled each time, from a quarter of a second to ten minutes, of which up to half is
 * left to chance, so that streams that failed together do not come back together. Never less than the receiver asked for.
 */
export function backoffMs({ attempts, retryAfter, gone }: Refusal, now = Date.now(), chance = Math.random()): number {
  const full = gone ? LONGEST_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.max(full * (0.5 + chance / 2), askedMs(retryAfter, now));
}

/** RFC 9110, 10.2.3. */
function askedMs(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return 0;
  const ms = /^\d{1,9}$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_ASKED_MS) : 0;
}
