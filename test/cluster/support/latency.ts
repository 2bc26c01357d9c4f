import type { Participant } from './participant.js';

/**
 * The 99th percentile of the time from sending to each reception, in milliseconds, over what `speaker` sent in the given
 * span of `performance.now()` and `listeners` have received by now.
 */
export function p99(speaker: Participant, listeners: readonly Participant[], from: number, to: number): number {
  const sentAt = new Map(
    speaker.sent
      .filter((message) => message.sentAt >= from && message.sentAt < to)
      .map((it) => [it.content, it.sentAt]),
  );
  const latencies = listeners.flatMap(({ received }) =>
    received.flatMap(({ content, at }) => {
      const start = sentAt.get(content);
      return start === undefined ? [] : [at - start];
    }),
  );
  const [slowest] = latencies.sort((a, b) => a - b).slice(Math.floor(latencies.length * 0.99));
  if (slowest === undefined) throw new Error('nothing was sent and received in that span');
  return slowest;
}

/** The value in the middle; of an even number of them the greater one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
