import { expect, it, vi } from 'vitest';

import { collect, command, connect, type Collected } from '../support/client.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { limit, report } from './support/scale.js';
import { Scene } from './support/scene.js';

/** Within this the users of a node that is not heard any more are gone on every other. */
const GONE_MS = 30_000;
const HUNG = 2;
/** What is said meanwhile fits a recovery and the outbound limit: a client may be cut off and come back, and miss nothing. */
const MESSAGES_PER_SECOND = 25;

interface State {
  readonly userId: string;
  readonly status: string;
}

// Real: three node processes behind HAProxy, Redis, PostgreSQL. One node stands still until the others have given it up.
it(
  'a node that hangs keeps nobody else waiting, and goes on as if nothing had been',
  { timeout: limit(120_000) },
  async () => {
    const fleet = await startFleet({ balancer: true });
    const scene = await Scene.open(fleet, { conversationId: 'hung' });
    const onIt = (_: unknown, index: number): boolean => index % fleet.size === HUNG;
    const there = scene.participants.filter(onIt);
    const others = scene.participants.filter((one) => !there.includes(one));
    const idsOf = (participants: typeof there): string[] =>
      participants.map(({ name }) => name.slice(0, name.indexOf('.')));
    const seen = await watching(fleet, 0, idsOf(there));
    const seenByHung = await watching(fleet, HUNG, idsOf(others));
    scene.talk(MESSAGES_PER_SECOND, others);
    await scene.talksAgain(5000);

    fleet.freeze(HUNG);
    const start = performance.now();
    const newcomer = { token: fleet.token('watcher'), transports: ['websocket'], timeout: 2000 };
    // The balancer sends nobody there, after a moment.
    await vi.waitFor(async () => {
      for (let count = 0; count < 6; count += 1) await connect(fleet.url, '/chat', newcomer);
    }, 10_000);
    await seen.until(there.length, GONE_MS);
    const goneMs = Math.round(performance.now() - start);
    await scene.talksAgain(5000);
    expect(others.map(({ losses }) => losses)).toEqual(others.map(() => 0));

    fleet.thaw(HUNG);
    await seen.until(2 * there.length);
    await scene.everybodyHasAll(5000);
    await scene.talksAgain(5000);
    expect(await scene.contradictions()).toEqual([]);
    expect(scene.acknowledged).toBe(scene.sent);
    expect(seen.items.map(({ status }) => status)).toEqual([
      ...there.map(() => 'offline'),
      ...there.map(() => 'online'),
    ]);
    // It has heard nobody, and does not take that for their absence.
    expect(seenByHung.items).toEqual([]);
    report(`a node frozen: its users were gone on the others after ${goneMs} ms; ${scene.summary}`);
  },
);

/** What a node tells of the users from now on. */
async function watching(fleet: Fleet, node: number, userIds: readonly string[]): Promise<Collected<State>> {
  await fleet.api('PUT', '/users/watcher', { displayName: 'watcher', role: 'member' });
  const socket = await connect(fleet.urlOf(node), '/', { token: fleet.token('watcher') });
  const { states } = await command<{ states: State[] }>(socket, 'presence:subscribe', { userIds });
  expect(states.map(({ status }) => status)).toEqual(userIds.map(() => 'online'));
  return collect<State>(socket, 'presence:update');
}
