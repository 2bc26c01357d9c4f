import { beforeAll, describe, expect, it } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { limit, report, times } from './support/scale.js';
import { Scene } from './support/scene.js';

const SHORTEST_MS = 100;
const LONGEST_MS = 5000;

// Real: three node processes, Redis, PostgreSQL. Redis comes back with empty memory each time.
describe('200 messages a second', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet();
  });

  it('all come to everybody while Redis is killed ten times for 0.1 to 5 s', { timeout: limit(150_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'killed' });
    scene.talk(200);
    const kills = times(10);
    for (let kill = 0; kill < kills; kill += 1) {
      await scene.talksAgain(5000);
      await fleet.redis.kill();
      // The length of the outage is the point here: nothing is waited for.
      await lasting(SHORTEST_MS + ((LONGEST_MS - SHORTEST_MS) * kill) / Math.max(1, kills - 1));
      await fleet.redis.restart();
      await scene.everybodyHasAll(5000);
    }
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(scene.sent);
    report(`Redis killed ${kills} times: at most ${scene.longestLagMs} ms from the ack to any client`);
    expect(scene.longestLagMs).toBeLessThan(5000);
  });

  it('all come to everybody while Redis hangs for 20 s', { timeout: limit(90_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'hung' });
    scene.talk(200);
    await scene.talksAgain(5000);
    fleet.redis.pause();
    await lasting(20_000);
    fleet.redis.resume();
    await scene.everybodyHasAll(5000);
    await scene.talksAgain(5000);
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(scene.sent);
    report(`Redis frozen for 20 s: at most ${scene.longestLagMs} ms from the ack to any client`);
    expect(scene.longestLagMs).toBeLessThan(5000);
  });
});
