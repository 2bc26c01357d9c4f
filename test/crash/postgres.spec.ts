import { describe, expect, it, vi } from 'vitest';

import { createDatabase, startPostgres } from '../support/postgres.js';
import { Crashes } from './crashes.js';

/** Real: the built log, its own process, SIGKILL, and a PostgreSQL server that syncs to the disk. */
describe('PostgreSQL', () => {
  it(
    'loses and repeats nothing that was acknowledged when its client is killed 25 times, and itself 3 times',
    { timeout: 180_000 },
    async () => {
      const server = await startPostgres({ durable: true });
      const crashes = await Crashes.prepare({ databaseUrl: await createDatabase(server.url), dataDir: '/nonexistent' });
      for (let kill = 0; kill < 25; kill += 1) {
        const writer = await crashes.start();
        if (kill % 8 === 4) {
          await server.kill();
          const before = writer.acknowledged;
          await server.restart();
          const goesOn = (): void =>
            expect(writer.acknowledged, writer.child.output().slice(-2000)).toBeGreaterThan(before);
          await vi.waitFor(goesOn, 20_000);
        }
        await crashes.kill(writer, 10 + ((kill * 157) % 390));
      }
      const found = await crashes.check();
      expect(crashes.acknowledged).toBeGreaterThan(250);
      expect(found).toBeGreaterThanOrEqual(crashes.acknowledged);
    },
  );
});
