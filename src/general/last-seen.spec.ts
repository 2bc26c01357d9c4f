import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LastSeen } from './last-seen.js';

const EARLIER = new Date('2026-01-01T00:00:00.000Z');

/** Longer than those who leave gather. */
const gathered = () => vi.advanceTimersByTimeAsync(250);

/** A store that takes what it is given when it is told to. */
class SlowStore {
  readonly stored: string[][] = [];
  readonly waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  touch(moments: ReadonlyMap<string, Date>): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.waiting.push({ reject, resolve });
    }).then(() => void this.stored.push([...moments.keys()]));
  }

  async lastSeen(userIds: readonly string[]): Promise<Map<string, Date>> {
    return new Map(userIds.filter((userId) => userId !== 'nobody').map((userId) => [userId, EARLIER]));
  }

  /** Lets the next ones through, and whatever follows from it. */
  async next(error?: Error): Promise<void> {
    const { resolve, reject } = this.waiting.shift()!;
    if (error === undefined) resolve();
    else reject(error);
    await gathered();
  }
}

describe('LastSeen', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts a leaving at once, before it is stored', async () => {
    const lastSeen = new LastSeen(new SlowStore() as never);
    const at = lastSeen.left('omar');
    expect(await lastSeen.of(['omar', 'layla', 'nobody'])).toEqual(
      new Map([
        ['omar', at],
        ['layla', EARLIER],
      ]),
    );
  });

  it('gathers for a moment and while it stores, and stores the last leaving of each', async () => {
    const store = new SlowStore();
    const lastSeen = new LastSeen(store as never);
    for (const userId of ['omar', 'layla', 'omar', 'noor']) lastSeen.left(userId);
    expect(store.waiting).toEqual([]);
    await gathered();
    expect(store.waiting).toHaveLength(1);
    for (const userId of ['layla', 'sami', 'layla']) lastSeen.left(userId);
    while (store.waiting.length > 0) await store.next();
    expect(store.stored).toEqual([
      ['layla', 'omar', 'noor'],
      ['sami', 'layla'],
    ]);
    expect(await lastSeen.of(['omar'])).toEqual(new Map([['omar', EARLIER]]));
  });

  it('stores a crowd in parts', async () => {
    const store = new SlowStore();
    const lastSeen = new LastSeen(store as never);
    for (let user = 0; user < 2001; user += 1) lastSeen.left(`user-${user}`);
    await gathered();
    while (store.waiting.length > 0) await store.next();
    expect(store.stored.map(({ length }) => length)).toEqual([1000, 1000, 1]);
  });

  it('goes on after what the store refuses', async () => {
    const store = new SlowStore();
    const debug = vi.spyOn(Logger.prototype, 'debug').mockReturnValue(undefined);
    const lastSeen = new LastSeen(store as never);
    lastSeen.left('omar');
    await gathered();
    lastSeen.left('layla');
    await store.next(new Error('away'));
    await store.next();
    expect(store.stored).toEqual([['layla']]);
    lastSeen.left('noor');
    await gathered();
    await store.next();
    expect(store.stored).toEqual([['layla'], ['noor']]);
    expect(debug).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('omar'));
    debug.mockRestore();
  });

  it('holds the shutdown until what fits into a second is stored', async () => {
    const store = new SlowStore();
    const lastSeen = new LastSeen(store as never);
    for (let user = 0; user < 2001; user += 1) lastSeen.left(`user-${user}`);
    let done = false;
    const shutdown = lastSeen.beforeApplicationShutdown().then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(1);
    await store.next();
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1500);
    await store.next();
    await shutdown;
    expect(store.stored.map(({ length }) => length)).toEqual([1000, 1000]);
  });
});
