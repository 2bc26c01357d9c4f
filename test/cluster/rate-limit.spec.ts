import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';

import { command, connect, request, type Reply } from '../support/client.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { report } from './support/scale.js';

const EVENTS = 100;
const WINDOW_MS = 2000;
const SOCKETS = 30;
const LATE_MS = 300;

// Real: three node processes, Redis, PostgreSQL.
describe('the allowance of one user with 30 sockets on three nodes', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    const env = { RATE_LIMIT_EVENTS: String(EVENTS), RATE_LIMIT_WINDOW_MS: String(WINDOW_MS) };
    fleet = await startFleet({ env });
    for (const id of ['layla', 'omar']) await fleet.api('PUT', `/users/${id}`, { displayName: id, role: 'member' });
  });

  const connectAll = (userId: string): Promise<Socket[]> =>
    Promise.all(
      Array.from({ length: SOCKETS }, (_, index) => connect(fleet.urlOf(index), '/', { token: fleet.token(userId) })),
    );
  const act = (socket: Socket): Promise<Reply> => request(socket, 'presence:set', { status: 'online' });

  it('is no more than was configured in any window, and no less', async () => {
    const sockets = await connectAll('layla');
    const accepted: number[] = [];
    const until = performance.now() + 4 * WINDOW_MS;
    await Promise.all(
      sockets.map(async (socket) => {
        while (performance.now() < until) {
          const { data, error } = await act(socket);
          if (data !== undefined) accepted.push(performance.now());
          else expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
        }
      }),
    );
    report(`30 sockets of one user: ${accepted.length} commands accepted, at most ${most(accepted)} in any window`);
    expect(most(accepted)).toBeLessThanOrEqual(EVENTS);
    // And no less: the allowance is used up in each of the windows.
    expect(accepted.length).toBeGreaterThan(EVENTS * 3);
  });

  it('holds for bursts around the time when the first command leaves the window', async () => {
    const sockets = await connectAll('omar');
    const burst: number[] = [];
    const [first] = sockets;
    if (first === undefined) throw new Error('no socket');
    await command(first, 'presence:set', { status: 'online' });
    burst.push(performance.now());
    await lasting(WINDOW_MS - 300);
    for (let again = 0; again < 12; again += 1) {
      const replies = await Promise.all(sockets.map(act));
      for (const { data } of replies) if (data !== undefined) burst.push(performance.now());
      await lasting(50);
    }
    report(`bursts of 30 sockets: at most ${most(burst)} commands accepted in any window`);
    expect(most(burst)).toBeLessThanOrEqual(EVENTS);
  });
});

/** The most of them within any window, less what answers may be late. */
function most(times: readonly number[]): number {
  return Math.max(
    ...times.map((start) => times.filter((at) => at >= start && at < start + WINDOW_MS - LATE_MS).length),
  );
}
