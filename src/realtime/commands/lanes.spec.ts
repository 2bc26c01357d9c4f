import { beforeEach, describe, expect, it } from 'vitest';

import { Lanes } from './lanes.js';

const MANY = 50_000;

describe('Lanes', () => {
  let lanes: Lanes;
  let started: string[];
  let releases: (() => void)[];

  beforeEach(() => {
    lanes = new Lanes();
    started = [];
    releases = [];
  });

  const add = (lane: string, name: string): void =>
    lanes.run(lane, (release) => {
      started.push(name);
      releases.push(release);
    });

  it('starts a task when the one before has released the lane, and those of other lanes at once', () => {
    for (const name of ['a1', 'a2', 'a3', 'b1']) add(name.slice(0, 1), name);
    expect(started).toEqual(['a1', 'b1']);
    releases[0]?.();
    expect(started).toEqual(['a1', 'b1', 'a2']);
    // A second time does nothing: the lane is the next one's.
    releases[0]?.();
    expect(started).toEqual(['a1', 'b1', 'a2']);
    releases[2]?.();
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('is free again when the last has released it', () => {
    add('a', 'first');
    releases[0]?.();
    add('a', 'second');
    expect(started).toEqual(['first', 'second']);
  });

  it('runs any number of tasks that release at once, in order', () => {
    add('a', 'first');
    const seen: number[] = [];
    for (let number = 0; number < MANY; number += 1) {
      lanes.run('a', (release) => {
        seen.push(number);
        release();
      });
    }
    add('a', 'last');
    releases[0]?.();
    expect(seen).toEqual(Array.from({ length: MANY }, (_, number) => number));
    expect(started).toEqual(['first', 'last']);
  });
});
