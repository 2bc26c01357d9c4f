import { beforeAll, describe, expect, it } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { limit, report, times } from './support/scale.js';
import { Scene } from './support/scene.js';

// Real: three node processes behind HAProxy, Redis, PostgreSQL. The clients are socket.io-client as it comes.
describe('clients of nodes that go', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ balancer: true });
  });

  it('see everything once and in order while ten nodes are killed', { timeout: limit(150_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'killed', through: 'balancer', resend: true });
    scene.talk(200);
    for (let kill = 0; kill < times(10); kill += 1) {
      await scene.talksAgain(10_000);
      await fleet.kill(kill);
      await scene.talksAgain(10_000);
      await fleet.restart(kill);
    }
    await scene.everybodyIsBack(10_000);
    expect(await scene.contradictions()).toEqual([]);
    report(`${times(10)} nodes killed: ${scene.summary}`);
  });

  it('hear nothing for 5 s at most while all nodes are replaced one by one', { timeout: limit(120_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'rolling', through: 'balancer', resend: true });
    scene.talk(200);
    for (let index = 0; index < fleet.size; index += 1) {
      await scene.talksAgain(10_000);
      expect(await fleet.restart(index)).toBe(0);
      await scene.everybodyIsBack(10_000);
    }
    expect(await scene.contradictions()).toEqual([]);
    report(`rolling restart of ${fleet.size} nodes: ${scene.summary}`);
    expect(scene.longestSilenceMs).toBeLessThanOrEqual(5000);
  });
});
