import { beforeAll, describe, expect, it, vi } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { limit, report, times } from './support/scale.js';
import { Scene } from './support/scene.js';

/** Within this an answer is here, whatever the database does: 5 s by the nodes' own clocks, and what a busy machine adds. */
const ANSWER_MS = 5000 + 500;

// Real: three node processes, Redis, PostgreSQL that syncs to the disk. Clients send again what was not acknowledged.
describe('messages and the database that is killed or hangs', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet();
  });

  /** Resolves when all say so, which they do within what a probe may take. */
  const everyNodeIs = (code: number, database: string): Promise<void> =>
    vi.waitFor(
      async () => {
        const told = (await fleet.readiness()).map((node) => ({ code: node.code, database: node.database }));
        expect(told).toEqual(told.map(() => ({ code, database })));
      },
      { timeout: 8000, interval: 100 },
    );
  /** The codes of all answers that were errors. */
  const refusals = (scene: Scene): string[] => [
    ...new Set(scene.participants.flatMap(({ sent }) => sent.flatMap((message) => message.refusals))),
  ];

  it('none that was acknowledged is lost when it is killed five times', { timeout: limit(120_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'killed', resend: true });
    scene.talk(200);
    for (let kill = 0; kill < times(5); kill += 1) {
      await scene.talksAgain(15_000);
      await fleet.postgres.kill();
      if (kill === 0) await everyNodeIs(503, 'down');
      // Long enough for commands to find it away.
      await lasting(kill * 500);
      await fleet.postgres.restart();
    }
    await scene.talksAgain(15_000);
    await scene.everybodyHasAll(5000);
    await everyNodeIs(200, 'up');
    expect(await scene.contradictions()).toEqual([]);
    report(`PostgreSQL killed ${times(5)} times: ${scene.summary}`);
    expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
    expect(await fleet.answeredLate()).toBe(0);
    expect(refusals(scene)).toEqual(['UNAVAILABLE']);
    expect(scene.unanswered).toBe(0);
  });

  it('all are answered while it hangs for 10 s', { timeout: limit(90_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'hung', resend: true });
    scene.talk(200);
    await scene.talksAgain(5000);
    await fleet.postgres.pause();
    await Promise.all([lasting(10_000), everyNodeIs(503, 'down')]);
    await fleet.postgres.resume();
    await everyNodeIs(200, 'up');
    await scene.talksAgain(15_000);
    await scene.everybodyHasAll(5000);
    expect(await scene.contradictions()).toEqual([]);
    report(`PostgreSQL frozen for 10 s: ${scene.summary}`);
    expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
    expect(await fleet.answeredLate()).toBe(0);
    expect(refusals(scene)).toEqual(['UNAVAILABLE']);
    expect(scene.unanswered).toBe(0);
  });

  it('all are answered in time while it comes and goes', { timeout: limit(90_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'flapping', resend: true });
    scene.talk(200);
    await scene.talksAgain(5000);
    // What waited for one write, which just succeeded, waits for the next one.
    for (let pause = 0; pause < times(5); pause += 1) {
      await fleet.postgres.pause();
      await lasting(3500);
      await fleet.postgres.resume();
      await lasting(20 * pause);
    }
    await scene.talksAgain(15_000);
    await scene.everybodyHasAll(5000);
    expect(await scene.contradictions()).toEqual([]);
    report(`PostgreSQL frozen ${times(5)} times for 3.5 s in a row: ${scene.summary}`);
    expect(scene.longestWaitMs).toBeLessThan(ANSWER_MS);
    expect(await fleet.answeredLate()).toBe(0);
    expect(scene.unanswered).toBe(0);
  });
});
