import { randomBytes } from 'node:crypto';

import { expect, it, vi } from 'vitest';

import { startFleet, type Fleet } from './support/fleet.js';
import { median, p99 } from './support/latency.js';
import { memoryOf } from './support/memory.js';
import type { Participant } from './support/participant.js';
import { limit, report, times } from './support/scale.js';
import { Scene } from './support/scene.js';

const READERS = 20;
const OTHERS = 8;
/** How much slower the others may be, at the 99th percentile. */
const SLOWDOWN = 1.5;
/** Odd, so that one of them is in the middle. While that one says too slow it is measured on, up to twice as often. */
const ROUNDS = 3;
/** A limit for what ends by itself; on a busy machine it takes its time. */
const PATIENCE_MS = 60_000;
/** What may wait for one reader: the limit, and what comes between two looks at it. */
const QUEUE_BYTES = 2 * 1024 * 1024;
/** A node's own growth while it serves a busy room, in megabytes, beside what waits for the readers. */
const GROWTH_MB = 100;
/** Cannot be compressed, so that what the kernel holds for a reader is full soon. */
const PADDING = ` ${randomBytes(5800).toString('base64')}`;

/** A busy room, with all its members on one node. */
interface Room {
  readonly node: number;
  readonly scene: Scene;
  readonly speaker: Participant;
  readonly readers: readonly Participant[];
  readonly others: readonly Participant[];
}

// Real: three node processes, Redis, PostgreSQL, and two rooms that differ in nothing but their node. In each round the readers of one stop
// while those of the other read on. The others of both are measured in the same seconds, so that whatever else the
// machine does slows both, and the rooms take turns, so that no difference between the nodes counts.
it('20 readers that stop reading are cut, and cost the others nothing', { timeout: limit(420_000) }, async () => {
  const fleet = await startFleet();
  const [first, second] = [await open(fleet, 0), await open(fleet, 1)];
  const rounds = times(ROUNDS);
  const slowdowns: number[] = [];
  while (slowdowns.length < rounds || (median(slowdowns) > SLOWDOWN && slowdowns.length < rounds * 2 + 1)) {
    const [stuck, like] = slowdowns.length % 2 === 0 ? [first, second] : [second, first];
    slowdowns.push(await stopReading(fleet, stuck, like));
  }
  for (const { scene } of [first, second]) expect(await scene.contradictions()).toEqual([]);
  report(
    `p99 of the others beside ${READERS} stopped readers: ${median(slowdowns).toFixed(2)} times that without them`,
  );
  expect(median(slowdowns)).toBeLessThanOrEqual(SLOWDOWN);
});

async function open(fleet: Fleet, node: number): Promise<Room> {
  // A machine that is slow enough takes so long that the first to be cut have missed more than a recovery tells.
  const habits = { transports: ['websocket'], reload: true, bare: true };
  const scene = await Scene.open(fleet, {
    conversationId: `busy-${node}`,
    users: OTHERS + READERS,
    through: node,
    ...habits,
  });
  const [speaker] = scene.participants;
  if (speaker === undefined) throw new Error('nobody has joined');
  return {
    node,
    scene,
    speaker,
    readers: scene.participants.slice(OTHERS),
    others: scene.participants.slice(0, OTHERS),
  };
}

/**
 * Lets the readers of `stuck` stop until each was cut, and come back. Returns how many times as slow its others were
 * meanwhile as those of `like`.
 */
async function stopReading(fleet: Fleet, stuck: Room, like: Room): Promise<number> {
  const { node, scene, speaker, readers, others } = stuck;
  for (const room of [stuck, like]) {
    room.scene.talk(100, [room.speaker], PADDING);
    await room.scene.talksAgain(10_000);
  }
  const memory = (): number => memoryOf(fleet)[node] ?? 0;
  const memoryBefore = memory();
  const { cuts: cutsBefore } = await toldBy(fleet.urlOf(node));
  const lossesBefore = readers.map(({ losses }) => losses);
  const stopped = performance.now();
  for (const reader of readers) reader.freeze();
  let highest = 0;
  let mostQueued = 0;
  const allCut = async (): Promise<void> => {
    highest = Math.max(highest, memory());
    const { connected, queuedBytes, cuts } = await toldBy(fleet.urlOf(node));
    mostQueued = Math.max(mostQueued, queuedBytes);
    // Readers that stop do not see that they are cut.
    expect([connected <= OTHERS, cuts - cutsBefore]).toEqual([true, READERS]);
  };
  await vi.waitFor(allCut, { timeout: PATIENCE_MS, interval: 100 });
  const cut = performance.now();
  for (const room of [stuck, like]) room.scene.hush();
  for (const reader of readers) reader.thaw();
  const [with20, without] = [p99(speaker, others, stopped, cut), p99(like.speaker, like.others, stopped, cut)];
  report(
    `${READERS} readers stopped, the last was cut after ${Math.round(cut - stopped)} ms: the node took ${memoryBefore} to ` +
      `${highest} MB, at most ${Math.round(mostQueued / 1024)} KiB waited for them; p99 of the others ${with20.toFixed(1)} ms, and in a room without them ${without.toFixed(1)} ms`,
  );
  expect(highest - memoryBefore).toBeLessThan(READERS * 2 + GROWTH_MB);
  expect(mostQueued).toBeLessThan(READERS * QUEUE_BYTES);
  const allNoticed = (): void => {
    expect(readers.filter(({ losses }, index) => losses === lossesBefore[index]).map(({ name }) => name)).toEqual([]);
  };
  await vi.waitFor(allNoticed, { timeout: PATIENCE_MS, interval: 50 });
  await Promise.all([scene, like.scene].map((each) => each.everybodyHasAll(PATIENCE_MS)));
  return with20 / without;
}

/** What a node says of its sockets in the room's namespace, of what waits for clients, and of those that it has cut. */
async function toldBy(url: string): Promise<{ connected: number; queuedBytes: number; cuts: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const valueOf = (name: string): number => {
    const line = metrics.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.slice(name.length));
  };
  return {
    connected: valueOf('realtime_connected_clients{namespace="/chat"}'),
    queuedBytes: valueOf('realtime_outbound_queue_bytes'),
    cuts: valueOf('realtime_connections_cut_total'),
  };
}
