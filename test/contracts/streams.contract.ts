import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../src/database/database.js';
import { RECOVERY_BYTES, RECOVERY_CAP, StreamLog } from '../../src/streams/stream-log.js';
import { StreamStore } from '../../src/streams/stream-store.js';
import { streamKey, type Appended } from '../../src/streams/stream.js';
import { onCleanup } from '../support/cleanup.js';
import { calls, Scenario } from './streams.scenario.js';

/** Fifty scenarios take five seconds, and several times that on a machine that is busy with other tests. */
const PATIENTLY = { timeout: 120_000 };

/** What the log promises on a database. `open` gives the same database as often as it is called. */
export function itIsALog(open: () => Promise<Database>): void {
  let databases: Database[];

  beforeAll(async () => {
    databases = [await open(), await open()];
    for (const database of new Set(databases)) onCleanup(() => database.close());
  });

  const log = (index = 0): StreamLog => {
    const database = databases[index];
    if (database === undefined) throw new RangeError('there is no such database');
    return new StreamLog(new StreamStore(database));
  };

  it('numbers without a gap, repeats nothing, keeps the order, and recovers all or nothing', PATIENTLY, async () => {
    await fc.assert(
      fc.asyncProperty(calls, (list) => new Scenario(databases.slice(0, 1)).run(list)),
      { numRuns: 50 },
    );
  });

  it('does so when two logs write at once, also with the same client ids', PATIENTLY, async () => {
    await fc.assert(
      fc.asyncProperty(calls, (list) => new Scenario(databases).run(list)),
      { numRuns: 50 },
    );
  });

  it('has no deadlock when two logs write to many streams in opposite orders', async () => {
    const logs = [log(0), log(1)];
    const streams = Array.from({ length: 40 }, (_, index) => streamKey('project', `many-${index}`));
    const results: Promise<Appended>[] = [];
    for (let round = 0; round < 25; round += 1) {
      for (const [index, one] of logs.entries()) {
        for (const stream of index === 0 ? streams : [...streams].reverse()) {
          const event = { stream, type: 't', actorId: 'u', clientId: `${round}` };
          const decided = (round + index) % 5 === 0;
          const data = { round };
          results.push(
            one.append(decided ? { ...event, decide: () => Promise.resolve({ data }) } : { ...event, data }),
          );
        }
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const appended = await Promise.all(results);
    // Each log sent every client id: one of the two was first.
    expect(appended.filter(({ repeated }) => !repeated)).toHaveLength(streams.length * 25);
    const positions = await log().positions(streams);
    expect(streams.map((stream) => positions.get(stream)?.seq)).toEqual(streams.map(() => 25));
  });

  describe('recovery', () => {
    it('gives up to the cap, and nothing when more is missing', async () => {
      const stream = streamKey('conversation', 'long');
      const one = log();
      const event = { stream, type: 't', actorId: 'u', data: {} };
      await Promise.all(Array.from({ length: RECOVERY_CAP + 1 }, () => one.append(event)));
      const { epoch, seq } = await one.position(stream);
      const all = await one.recover(stream, { epoch, seq: 1 });
      expect(all.recovered).toBe(true);
      expect(all.events.map((found) => found.seq)).toEqual(Array.from({ length: RECOVERY_CAP }, (_, n) => n + 2));
      expect(await one.recover(stream, { epoch, seq: 0 })).toEqual({ epoch, seq, recovered: false, events: [] });
    });

    it('gives what weighs as much as it may, and nothing when it weighs more', async () => {
      const stream = streamKey('conversation', 'heavy');
      const one = log();
      const count = 64;
      // As JSON: {"text": "…"}
      const event = { stream, type: 't', actorId: 'u', data: { text: 'é'.repeat(RECOVERY_BYTES / count / 2 - 6) } };
      for (let number = 0; number <= count; number += 1) await one.append(event);
      const { epoch, seq } = await one.position(stream);
      const all = await one.recover(stream, { epoch, seq: 1 });
      expect(all).toMatchObject({ epoch, seq, recovered: true });
      expect(all.events.map((found) => found.seq)).toEqual(Array.from({ length: count }, (_, n) => n + 2));
      expect(await one.recover(stream, { epoch, seq: 0 })).toEqual({ epoch, seq, recovered: false, events: [] });
    });

    it('settles the epoch of a stream that is only looked at, once for everybody', async () => {
      const stream = streamKey('inbox', 'untouched');
      const found = await Promise.all(Array.from({ length: 10 }, (_, index) => log(index % 2).position(stream)));
      expect(new Set(found.map(({ epoch }) => epoch)).size).toBe(1);
      const { event } = await log().append({ stream, type: 't', actorId: 'u', data: {} });
      expect(event).toMatchObject({ epoch: found[0]?.epoch, seq: 1 });
    });
  });

  it('answers the appends although a listener throws', async () => {
    const one = log();
    const heard: number[] = [];
    one.onCommitted(() => {
      throw new Error('a broken listener');
    });
    one.onCommitted(({ seq }) => heard.push(seq));
    const stream = streamKey('conversation', 'listeners');
    const { event } = await one.append({ stream, type: 't', actorId: 'u', data: {} });
    expect(heard).toEqual([event.seq]);
  });

  it('writes what was accepted before it shuts down', async () => {
    const one = log();
    const stream = streamKey('conversation', 'shutdown');
    const events = Array.from({ length: 300 }, (_, number) => ({ stream, type: 't', actorId: 'u', data: { number } }));
    const appends = events.map((event) => one.append(event));
    await one.beforeApplicationShutdown();
    expect(await log(1).positions([stream])).toMatchObject(new Map([[stream, { seq: 300 }]]));
    await Promise.all(appends);
  });
}
