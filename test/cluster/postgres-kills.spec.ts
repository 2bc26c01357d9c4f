import { beforeAll, describe, expect, it } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { limit, report, times } from './support/scale.js';
import { Scene } from './support/scene.js';

const ANSWER_MS = 10_000;

// Real: three node processes, Redis, PostgreSQL that syncs to the disk. Clients send again what was not acknowledged.
describe('messages and the database that is killed or hangs', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet();
  });

  it('none that was acknowledged is lost when it is killed five times', { timeout: limit(120_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'killed', resend: true });
    scene.talk(100);
    for (let kill = 0; kill < times(5); kill += 1) {
      await scene.talksAgain(15_000);
      await fleet.postgres.kill();
      // Long enough for commands to find it away.
      await lasting(kill * 500);
      await fleet.postgres.restart();
    }
    await scene.talksAgain(15_000);
    await scene.everybodyHasAll(5000);
    expect(await scene.contradictions()).toEqual([]);
    report(`PostgreSQL killed ${times(5)} times: ${scene.summary}`);
    expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
  });

  it('all are answered while it hangs for 10 s', { timeout: limit(90_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'hung', resend: true });
    scene.talk(100);
    await scene.talksAgain(5000);
    await fleet.postgres.pause();
    await lasting(10_000);
    await fleet.postgres.resume();
    await scene.talksAgain(15_000);
    await scene.everybodyHasAll(5000);
    expect(await scene.contradictions()).toEqual([]);
    report(`PostgreSQL frozen for 10 s: ${scene.summary}`);
    expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
  });
});
