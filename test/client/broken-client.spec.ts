import { afterEach, expect, it } from 'vitest';

import { Room } from '../../client/core/room.js';
import { newSeed } from './support/random.js';
import { Soak } from './support/soak.js';

const whole = Object.getOwnPropertyDescriptor(Room.prototype, 'since')!;

afterEach(() => {
  Object.defineProperty(Room.prototype, 'since', whole);
});

// Real: as in the soak. What fails here is what the soak would show.
it('the check of the soak sees what a client loses that does not say where it was', async () => {
  Object.defineProperty(Room.prototype, 'since', { get: () => undefined, configurable: true });
  const soak = await Soak.start(newSeed());
  await soak.runWithCuts(8000);
  const found = await soak.contradictions(1000);
  expect(
    found.filter((line) => line.includes('handler')),
    `SOAK_SEED=${soak.seed}`,
  ).not.toEqual([]);
}, 120_000);
