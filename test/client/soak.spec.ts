import { expect, it } from 'vitest';

import { newSeed } from './support/random.js';
import { Soak } from './support/soak.js';

const SOAK_MS = 60_000;

// Real: a node process, PostgreSQL, and a TCP proxy before each client that resets, closes, swallows and refuses.
it('loses, repeats and reorders nothing while every network fails every one to five seconds', async () => {
  const soak = await Soak.start(newSeed());
  await soak.runWithCuts(SOAK_MS);
  const found = await soak.contradictions();
  console.info(`seed ${soak.seed}: ${soak.size} messages, ${soak.failures} failures of networks`);
  expect(found, `SOAK_SEED=${soak.seed}`).toEqual([]);
  expect(soak.size).toBeGreaterThan(300);
  expect(soak.failures).toBeGreaterThan(30);
}, 240_000);
