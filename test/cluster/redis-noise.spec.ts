import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { beforeAll, describe, expect, it } from 'vitest';

import { onCleanup } from '../support/cleanup.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { limit, report } from './support/scale.js';
import { Scene } from './support/scene.js';

/** What no node has sent: broken, of a wrong shape, or an order of the adapter without what it needs. */
const MESSAGES = [
  '',
  'null',
  '{',
  '[]',
  '\u00c1',
  'a [null]',
  'a {"x":1}',
  ...[0, 1, 2, 3, 4, 5, 6, 7, 99].flatMap((type) => [
    JSON.stringify({ type }),
    JSON.stringify({ type, requestId: 'r' }),
    JSON.stringify({ type, uid: 'another', data: ['depth:control', 'roster', null] }),
  ]),
];

// Real: three node processes, Redis, PostgreSQL.
describe('200 messages a second all come to everybody', () => {
  let fleet: Fleet;
  let redis: Redis;

  beforeAll(async () => {
    fleet = await startFleet();
    redis = connected(fleet.redis.url);
  });

  /** Lets them talk while something disturbs Redis. Nobody may notice, least of all the processes. */
  async function undisturbedBy(name: string, disturb: () => Promise<unknown>): Promise<void> {
    const scene = await Scene.open(fleet, { conversationId: name });
    scene.talk(200);
    await scene.talksAgain(5000);
    await disturb();
    await scene.everybodyHasAll(5000);
    await scene.talksAgain(5000);
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(scene.sent);
    expect(scene.participants.map(({ losses }) => losses)).toEqual(scene.participants.map(() => 0));
    report(`Redis with ${name}: at most ${scene.longestLagMs} ms from the ack to any client`);
    expect(scene.longestLagMs).toBeLessThan(5000);
  }

  it('while another program writes to the channels', { timeout: limit(60_000) }, async () => {
    await undisturbedBy('noise', async () => {
      const channels = (await redis.pubsub('CHANNELS', '*')) as string[];
      const matched = ['/', '/chat'].map((namespace) => `depth:socket.io#${namespace}#`);
      expect(channels.filter((channel) => !channel.startsWith('depth:'))).toEqual([]);
      for (const channel of [...channels, ...matched]) {
        await Promise.all(MESSAGES.map((message) => redis.publish(channel, message)));
      }
    });
  });

  it('while another Socket.IO server on the same Redis ends all its clients', { timeout: limit(60_000) }, async () => {
    await undisturbedBy('neighbour', async () => {
      const other = new Server({ adapter: createAdapter(connected(fleet.redis.url), connected(fleet.redis.url)) });
      for (let again = 0; again < 10; again += 1) {
        for (const namespace of ['/', '/chat']) other.of(namespace).disconnectSockets(true);
        await lasting(50);
      }
    });
  });

  it('while the subscriptions are ended over and over', { timeout: limit(60_000) }, async () => {
    await undisturbedBy('killed-subscriptions', async () => {
      for (let again = 0; again < 20; again += 1) {
        await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await lasting(150);
      }
    });
  });

  it('while its memory is full, and its keys are of another type', { timeout: limit(60_000) }, async () => {
    await undisturbedBy('full-memory', async () => {
      for (const key of await redis.keys('depth:*')) await redis.set(key, 'not a list');
      await redis.config('SET', 'maxmemory', '1');
      await lasting(3000);
      await redis.config('SET', 'maxmemory', '0');
    });
  });
});

function connected(url: string): Redis {
  const redis = new Redis(url);
  onCleanup(() => redis.disconnect());
  return redis;
}
