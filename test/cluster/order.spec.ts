import { beforeAll, describe, expect, it } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { limit, times } from './support/scale.js';
import { Scene } from './support/scene.js';

// Real: three node processes, Redis, PostgreSQL.
describe('three nodes', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet();
  });

  it('show 1,000 pairs of simultaneous messages in one order to everybody', { timeout: limit(60_000) }, async () => {
    const scene = await Scene.open(fleet, { conversationId: 'pairs', users: 6 });
    const [first, second] = scene.participants;
    if (first === undefined || second === undefined) throw new Error('nobody has joined');
    for (let pair = 0; pair < times(1000); pair += 1) {
      const messages = [first, second].map((participant) => participant.send(`pair ${pair}`));
      await Promise.all(
        [first, second].map((participant, index) => participant.when(() => messages[index]?.pending === false)),
      );
    }
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(times(1000) * 2);
  });

  it(
    'store one message for one clientId sent ten times at once, 200 times over',
    { timeout: limit(60_000) },
    async () => {
      const scene = await Scene.open(fleet, { conversationId: 'twice', users: 1, clients: 10 });
      for (let round = 0; round < times(200); round += 1) {
        const attempts = scene.participants.map((one) => ({
          one,
          message: one.send(`round ${round}`, `same-${round}`),
        }));
        await Promise.all(attempts.map(({ one, message }) => one.when(() => !message.pending)));
        const answers = attempts.map(({ message }) => message.answer);
        expect(answers[0]).toMatchObject({ seq: round + 1, clientMessageId: `same-${round}` });
        // All that they were answered, not only the place.
        expect(answers).toEqual(answers.map(() => answers[0]));
      }
      expect(await scene.contradictions()).toEqual([]);
      expect(scene.participants[0]?.last).toBe(times(200));
    },
  );
});
