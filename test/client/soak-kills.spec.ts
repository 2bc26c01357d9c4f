import { expect, it } from 'vitest';

import { newSeed } from './support/random.js';
import { Soak } from './support/soak.js';

const SOAK_MS = 60_000;

// Real: a node process that is killed with SIGKILL and started again on its port, and PostgreSQL.
it('loses, repeats and reorders nothing while the node is killed and started again', async () => {
  const soak = await Soak.start(newSeed());
  await soak.runWithKills(SOAK_MS);
  const found = await soak.contradictions();
  console.info(`seed ${soak.seed}: ${soak.size} messages, ${soak.kills} kills`);
  expect(found, `SOAK_SEED=${soak.seed}`).toEqual([]);
  expect(soak.size).toBeGreaterThan(300);
  expect(soak.kills).toBeGreaterThan(4);
}, 240_000);
