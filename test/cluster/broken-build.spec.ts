import { beforeAll, describe, expect, it } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { Scene } from './support/scene.js';

const WITHOUT_RELAY = new URL('./support/without-relay.mjs', import.meta.url).href;

// Real: three node processes whose relay was taken out, Redis, PostgreSQL. What fails here is what the other tests show.
describe('the check of the history, on nodes that deliver without the relay', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ preload: WITHOUT_RELAY });
  });

  it('sees that simultaneous messages come in different orders', async () => {
    const scene = await Scene.open(fleet, { conversationId: 'pairs', users: 6 });
    for (let pair = 0; pair < 50; pair += 1) {
      const messages = scene.participants.map((participant) => ({ participant, message: participant.send(`${pair}`) }));
      await Promise.all(messages.map(({ participant, message }) => participant.when(() => !message.pending)));
    }
    expect((await scene.contradictions(1000)).filter((found) => found.includes('came after'))).not.toEqual([]);
  });

  it('sees what is lost with Redis', async () => {
    const scene = await Scene.open(fleet, { conversationId: 'lost' });
    scene.talk(200);
    await scene.talksAgain(5000);
    await fleet.redis.kill();
    await scene.talksAgain(5000);
    await fleet.redis.restart();
    await scene.talksAgain(5000);
    expect((await scene.contradictions(1000)).filter((found) => found.includes('missing'))).not.toEqual([]);
  });
});
