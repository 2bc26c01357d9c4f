import type { Socket } from 'socket.io-client';
import { describe, expect, it, vi } from 'vitest';

import { startFleet, type Fleet } from '../cluster/support/fleet.js';
import { storedMessages } from '../cluster/support/stored.js';
import { connect, request } from '../support/client.js';
import { WebhookReceiver } from './support/webhook-receiver.js';

const ROOMS = ['one', 'two', 'three', 'four'];
const EACH = 40;

// Real: two node processes with PostgreSQL and Redis, one of which is killed while it sends, and a receiver behind HTTP.
describe('When a node that sends webhooks is killed', () => {
  it('another goes on: nothing is missing, and the order is kept; its users are told to have left', async () => {
    const receiver = await WebhookReceiver.start();
    // Slow enough that both nodes are always in the middle of something.
    receiver.delayMs = 5;
    const fleet = await startFleet({
      nodes: 2,
      env: { ...receiver.env, WEBHOOK_TIMEOUT_MS: '1000', WEBHOOK_EVENTS: 'message.created,user.online,user.offline' },
    });
    const writers = await Promise.all(ROOMS.map((room, i) => writerOf(fleet, room, i)));
    const writing = writers.map(async (socket, i) => {
      for (let n = 0; n < EACH && socket.connected; n += 1) {
        const message = { conversationId: ROOMS[i], content: `${n}`, clientMessageId: `c${n}` };
        await request(socket, 'chat:message', message, 3000).catch(() => undefined);
      }
    });
    await vi.waitFor(() => expect(receiver.attempts.length).toBeGreaterThan((ROOMS.length * EACH) / 4), {
      timeout: 30_000,
      interval: 5,
    });
    await fleet.kill(0);
    await Promise.all(writing);

    for (const room of ROOMS) {
      const seqs = (await storedMessages(fleet.postgres.url, room)).map(({ seq }) => seq);
      expect(seqs.length).toBeGreaterThan(0);
      const told = await receiver.until(`conversation:${room}`, seqs.length, 30_000);
      expect(told.map(({ seq }) => seq)).toEqual(seqs);
    }
    // Of the first node's users it is known after the roster's lease that they have gone.
    for (const i of [0, 2]) {
      const [online, offline] = await receiver.until(`user:user-${i}`, 2, 60_000);
      expect([online?.type, offline?.type]).toEqual(['user.online', 'user.offline']);
    }
    expect(receiver.of('user:user-1').map(({ type }) => type)).toEqual(['user.online']);
  }, 150_000);
});

async function writerOf(fleet: Fleet, room: string, index: number): Promise<Socket> {
  await fleet.conversation(room, [`user-${index}`]);
  const socket = await connect(fleet.urlOf(index), '/chat', { token: fleet.token(`user-${index}`) });
  await request(socket, 'chat:join', { conversationId: room });
  return socket;
}
