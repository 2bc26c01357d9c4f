import { describe, expect, it } from 'vitest';

import { startFleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { memoryOf } from './support/memory.js';
import { limit, report } from './support/scale.js';
import { Scene } from './support/scene.js';

const OUTAGE_MS = 90_000;

// Real: three node processes, Redis, PostgreSQL.
describe('three nodes without Redis for 90 s, under 200 messages a second', () => {
  it('lose nothing, live on, and grow no queue', { timeout: limit(180_000) }, async () => {
    const fleet = await startFleet();
    const scene = await Scene.open(fleet, { conversationId: 'outage' });
    // All on one node: the others hear nothing of their own that would show them a gap.
    scene.talk(200, scene.participants.slice(0, 1));
    await scene.talksAgain(5000);
    await fleet.redis.kill();
    await lasting(OUTAGE_MS / 3);
    const before = memoryOf(fleet);
    await lasting((OUTAGE_MS * 2) / 3);
    const after = memoryOf(fleet);
    await fleet.redis.restart();
    await scene.everybodyHasAll(5000);
    await scene.talksAgain(5000);
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(scene.sent);
    expect(scene.sent).toBeGreaterThan((200 * OUTAGE_MS) / 1000);
    report(
      `Redis away for ${OUTAGE_MS / 1000} s: at most ${scene.longestLagMs} ms from the ack to any client; ` +
        `resident memory of the nodes ${before.join(', ')} MB after a third of it, ${after.join(', ')} MB at its end`,
    );
    expect(scene.longestLagMs).toBeLessThan(5000);
    expect(Math.max(...after)).toBeLessThan(Math.max(...before) + 100);
  });
});
