import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';

import { connect, request } from '../support/client.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import type { Participant } from './support/participant.js';
import { report } from './support/scale.js';
import { Scene } from './support/scene.js';

const EVENTS = 100;
const WINDOW_MS = 2000;
const SOCKETS = 30;

/** A command that was let through, at some moment between the two. */
interface Accepted {
  readonly sentAt: number;
  readonly answeredAt: number;
}

// Real: three node processes, Redis, PostgreSQL.
describe('the allowance of one user with 30 sockets on three nodes', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    const env = { RATE_LIMIT_EVENTS: String(EVENTS), RATE_LIMIT_WINDOW_MS: String(WINDOW_MS) };
    fleet = await startFleet({ env });
    await fleet.api('PUT', '/users/omar', { displayName: 'omar', role: 'member' });
  });

  const connectAll = (userId: string): Promise<Socket[]> =>
    Promise.all(
      Array.from({ length: SOCKETS }, (_, index) => connect(fleet.urlOf(index), '/', { token: fleet.token(userId) })),
    );
  /** Resolves with what is known of the command when it was let through. */
  async function act(socket: Socket): Promise<Accepted | undefined> {
    const sentAt = performance.now();
    const { data, error } = await request(socket, 'presence:set', { status: 'online' });
    if (data !== undefined) return { sentAt, answeredAt: performance.now() };
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    return undefined;
  }

  it('is no more than was configured in any window, and no less; what was refused is not stored', async () => {
    const scene = await Scene.open(fleet, { conversationId: 'busy', users: 1, clients: SOCKETS });
    const until = performance.now() + 4 * WINDOW_MS;
    const talk = async (one: Participant): Promise<void> => {
      while (performance.now() < until) {
        const message = one.send('a word');
        await one.when(() => !message.pending);
      }
    };
    await Promise.all(scene.participants.map(talk));
    expect(await scene.contradictions()).toEqual([]);
    const sent = scene.participants.flatMap((one) => one.sent);
    expect(new Set(sent.flatMap(({ refusals }) => refusals))).toEqual(new Set(['RATE_LIMITED']));
    const accepted = sent.flatMap(({ answer, sentAt, answeredAt }) =>
      answer === undefined || answeredAt === undefined ? [] : [{ sentAt, answeredAt }],
    );
    report(
      `30 sockets of one user: ${accepted.length} of ${sent.length} messages accepted, at most ${most(accepted)} in any window`,
    );
    expect(most(accepted)).toBeLessThanOrEqual(EVENTS);
    // And no less: the allowance is used up in each of the windows.
    expect(accepted.length).toBeGreaterThan(EVENTS * 3);
  });

  it('holds for bursts around the time when the first command leaves the window', async () => {
    const sockets = await connectAll('omar');
    const burst = await Promise.all(sockets.slice(0, 1).map(act));
    await lasting(WINDOW_MS - 300);
    for (let again = 0; again < 12; again += 1) {
      burst.push(...(await Promise.all(sockets.map(act))));
      await lasting(50);
    }
    const accepted = burst.filter((command) => command !== undefined);
    report(`bursts of 30 sockets: at most ${most(accepted)} commands accepted in any window`);
    expect(most(accepted)).toBeLessThanOrEqual(EVENTS);
    expect(accepted.length).toBeGreaterThan(EVENTS);
  });
});

/** The most of them that were certainly let through within one window: sent after its start, and answered before its end. */
function most(accepted: readonly Accepted[]): number {
  const within = (start: number): number =>
    accepted.filter(({ sentAt, answeredAt }) => sentAt >= start && answeredAt < start + WINDOW_MS).length;
  return Math.max(...accepted.map(({ sentAt }) => within(sentAt)));
}
