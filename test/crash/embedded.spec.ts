import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { onCleanup } from '../support/cleanup.js';
import { Crashes } from './crashes.js';

/** Real: the built log, its own process, SIGKILL, and the files that it leaves. */
describe('the embedded database', () => {
  it(
    'loses and repeats nothing that was acknowledged when its process is killed 25 times',
    { timeout: 180_000 },
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'crash-'));
      onCleanup(() => rm(dataDir, { recursive: true, force: true }));
      const crashes = await Crashes.prepare({ databaseUrl: undefined, dataDir });
      // From 10 ms to 400 ms after the first acknowledgement, in no particular order.
      for (let kill = 0; kill < 25; kill += 1) await crashes.kill(await crashes.start(), 10 + ((kill * 157) % 390));
      const found = await crashes.check();
      expect(crashes.acknowledged).toBeGreaterThan(250);
      expect(found).toBeGreaterThanOrEqual(crashes.acknowledged);
    },
  );
});
