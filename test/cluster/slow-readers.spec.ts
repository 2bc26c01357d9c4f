import { randomBytes } from 'node:crypto';

import { describe, expect, it, vi } from 'vitest';

import { startFleet } from './support/fleet.js';
import { lasting } from './support/lasting.js';
import { memoryOf } from './support/memory.js';
import type { Participant } from './support/participant.js';
import { limit, report } from './support/scale.js';
import { Scene } from './support/scene.js';

const READERS = 20;
const PHASE_MS = 4000;
/** Cannot be compressed, so that what the kernel holds for a reader is full soon. */
const PADDING = ` ${randomBytes(5800).toString('base64')}`;

// Real: three node processes, Redis, PostgreSQL. The room is on the first node. Other work on the machine may spoil what
// is measured, so it is measured again then.
describe('a busy room with 20 readers that stop reading', () => {
  it(
    'cuts each of them, needs no memory for them, and is as quick for the others',
    { timeout: limit(120_000), retry: 2 },
    async () => {
      const fleet = await startFleet();
      const scene = await Scene.open(fleet, { conversationId: 'busy', users: READERS + 10, through: 0 });
      const [speaker] = scene.participants;
      const readers = scene.participants.slice(-READERS);
      const others = scene.participants.slice(0, -READERS);
      if (speaker === undefined) throw new Error('nobody has joined');
      scene.talk(100, [speaker], PADDING);
      await scene.talksAgain(10_000);
      const [before] = memoryOf(fleet);
      const stopped = performance.now();
      for (const reader of readers) reader.freeze();
      let highest = 0;
      const cut = (): number => fleet.node(0).output().split('bytes unread').length - 1;
      await vi.waitFor(
        () => {
          highest = Math.max(highest, memoryOf(fleet)[0] ?? 0);
          expect(cut()).toBe(READERS);
        },
        { timeout: 60_000, interval: 100 },
      );
      const allCut = performance.now();
      // Now the room is what it would be without them.
      await lasting(PHASE_MS);
      for (const reader of readers) reader.thaw();
      const [troubled, healthy] = [
        p99(speaker, others, stopped, allCut),
        p99(speaker, others, allCut, allCut + PHASE_MS),
      ];
      await scene.everybodyIsBack(10_000);
      report(
        `${READERS} readers stopped, the last was cut after ${Math.round(allCut - stopped)} ms: memory ${before ?? 0} to ` +
          `${highest} MB; p99 of the others ${troubled.toFixed(1)} ms meanwhile, ${healthy.toFixed(1)} ms without them`,
      );
      expect(await scene.contradictions()).toEqual([]);
      expect(highest - (before ?? 0)).toBeLessThan(READERS * 2 + 100);
      expect(troubled).toBeLessThan(Math.max(healthy, 20) * 1.5);
    },
  );
});

/** Of the time from sending to each reception, for what was sent in the given span. */
function p99(speaker: Participant, others: readonly Participant[], from: number, to: number): number {
  const sentAt = new Map(
    speaker.sent
      .filter((message) => message.sentAt >= from && message.sentAt < to)
      .map((one) => [one.content, one.sentAt]),
  );
  const latencies = others.flatMap(({ received }) =>
    received.flatMap(({ content, at }) => {
      const start = sentAt.get(content);
      return start === undefined ? [] : [at - start];
    }),
  );
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? 0;
}
