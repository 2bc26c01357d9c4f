import { describe, expect, it } from 'vitest';

import { batchParts } from './batch-parts.js';
import type { StreamKey } from './stream.js';

/** So many events, dealt out to the streams in turns. */
const dealt = (events: number, streams: number): StreamKey[] =>
  Array.from({ length: events }, (_, index): StreamKey => `conversation:${index % streams}`);

describe('batchParts', () => {
  it('tells a small batch at once, in its own order', () => {
    expect(batchParts(dealt(5, 2))).toEqual([[0, 1, 2, 3, 4]]);
    expect(batchParts(dealt(128, 7))).toHaveLength(1);
    expect(batchParts([])).toEqual([[]]);
  });

  it('tells a large one stream by stream, none of them in two parts', () => {
    const streams = dealt(4096, 100);
    const parts = batchParts(streams);
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual([...streams.keys()]);
    for (const part of parts.slice(0, -1)) expect(part.length).toBeGreaterThanOrEqual(128);
    const partsOf = new Map<StreamKey, Set<number>>();
    for (const [index, part] of parts.entries()) {
      for (const place of part) partsOf.set(streams[place]!, (partsOf.get(streams[place]!) ?? new Set()).add(index));
    }
    expect([...partsOf.values()].every(({ size }) => size === 1)).toBe(true);
    for (const stream of new Set(streams)) {
      const places = parts.flat().filter((place) => streams[place] === stream);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  });

  it('tells a large one of a single stream at once', () => {
    expect(batchParts(dealt(1000, 1))).toHaveLength(1);
  });
});
