import type { StreamKey } from './stream.js';

/** About how many events of a batch are told at once. */
const PART = 128;

/**
 * In which order, and how many at once, the events of a batch are told: the places in the batch of each part. What is made for
 * a part is written to sockets before the next one is begun: while it is in the processor's cache, and, as it is needed no
 * longer, before the garbage collector has to keep it.
 *
 * A large batch is told stream by stream, in the order within each, so that the sockets of a stream get all of it together.
 */
export function batchParts(streams: readonly StreamKey[]): readonly (readonly number[])[] {
  const all = [...streams.keys()];
  if (all.length <= PART) return [all];
  const places = new Map<StreamKey, number[]>();
  for (const [place, stream] of streams.entries()) {
    const found = places.get(stream);
    if (found === undefined) places.set(stream, [place]);
    else found.push(place);
  }
  const parts: number[][] = [];
  let part: number[] = [];
  for (const ofStream of places.values()) {
    part.push(...ofStream);
    if (part.length < PART) continue;
    parts.push(part);
    part = [];
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
