import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ControlBus } from './control-bus.js';
import { NodeIdentity } from './node-identity.js';
import { Roster } from './roster.js';

const LEASE_MS = 20_000;

// Real: the roster, on fake time. What the other nodes say is put into the bus.
describe('Roster', () => {
  let redis: { configured: boolean; available: boolean };
  let bus: ControlBus;
  let roster: Roster;
  let changes: [key: string, value: string | undefined, cause: string][];

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    redis = { configured: true, available: true };
    bus = new ControlBus({ attached: false } as never, redis as never);
    roster = new Roster(bus, redis as never, new NodeIdentity());
    changes = [];
    roster.onChange((...change) => changes.push(change));
    roster.onApplicationBootstrap();
    tell('all', { entries: [['user:layla', 'online']] });
    changes.length = 0;
  });

  afterEach(() => {
    roster.onModuleDestroy();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const tell = (kind: string, more: object = {}): void => {
    bus.publish('roster', { from: 'another', kind, ...more });
  };
  /** The other node tells of itself for a while. */
  const hear = (): void => {
    for (let count = 0; count < 10; count += 1) {
      vi.advanceTimersByTime(LEASE_MS / 4);
      tell('all', { entries: [['user:layla', 'online']] });
    }
  };
  const gone = ['user:layla', undefined, 'lapsed'];

  it('gives up a node that is not heard any more, and what it held', () => {
    vi.advanceTimersByTime(LEASE_MS);
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(changes).toEqual([gone]);
    expect([roster.get('user:layla'), roster.others]).toEqual([undefined, []]);
  });

  it('keeps who tells of itself, and forgets who says goodbye', () => {
    hear();
    expect(changes).toEqual([]);
    tell('bye');
    expect(changes).toEqual([['user:layla', undefined, 'elsewhere']]);
  });

  it('gives nobody up while Redis is away, and not before the others could tell of themselves again', () => {
    redis.available = false;
    vi.advanceTimersByTime(10 * LEASE_MS);
    redis.available = true;
    vi.advanceTimersByTime(LEASE_MS);
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(changes).toEqual([gone]);
  });

  it('gives nobody up because it stood still itself', () => {
    hear();
    const now = performance.now.bind(performance);
    // No timer runs in a process that is stopped, or on a machine that sleeps.
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 10 * LEASE_MS);
    vi.advanceTimersByTime(LEASE_MS);
    expect(changes).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(changes).toEqual([gone]);
  });
});
