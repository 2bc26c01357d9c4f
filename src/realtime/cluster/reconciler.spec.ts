import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Reconciler } from './reconciler.js';

// Real: the reconciler, on fake time. The bus and Redis stand in memory.
describe('Reconciler', () => {
  let redis: { configured: boolean; available: boolean; onRestored: (listener: () => void) => unknown };
  let restored: (() => void)[];
  let handlers: (() => void)[];
  let check: ReturnType<typeof vi.fn<() => Promise<void>>>;
  let reconciler: Reconciler;
  let config: { platform: object | undefined };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => {});
    restored = [];
    redis = { configured: true, available: true, onRestored: (listener) => restored.push(listener) };
    handlers = [];
    config = { platform: undefined };
    check = vi.fn(async () => {});
    const bus = {
      on: (_topic: string, handler: () => void) => handlers.push(handler),
      publish: () => handlers.forEach((handler) => handler()),
    };
    reconciler = new Reconciler(bus as never, redis as never, config as never);
    reconciler.register(check);
    reconciler.onModuleInit();
  });
  afterEach(() => {
    reconciler.onModuleDestroy();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('compares every half minute while Redis is there, and every five seconds while it is away', async () => {
    reconciler.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(check).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(check).toHaveBeenCalledTimes(1);
    redis.available = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(check).toHaveBeenCalledTimes(4);
  });

  it('compares once when Redis is back, however many connections and nodes say so', async () => {
    reconciler.onApplicationBootstrap();
    for (const listener of [...restored, ...restored]) listener();
    handlers.forEach((handler) => handler());
    await vi.advanceTimersByTimeAsync(1000);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('tries again after five seconds when it could not compare', async () => {
    reconciler.onApplicationBootstrap();
    const other = vi.fn(async () => {});
    reconciler.register(other);
    check.mockRejectedValueOnce(new Error('the database is away'));
    for (const listener of restored) listener();
    await vi.advanceTimersByTimeAsync(1000);
    expect(other).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(check).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('compares again after a comparison that may have read too early, and never twice at once', async () => {
    reconciler.onApplicationBootstrap();
    redis.available = false;
    let finish: (() => void) | undefined;
    check.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(check).toHaveBeenCalledTimes(1);
    finish?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('does nothing without Redis, nor after the end', async () => {
    redis.configured = false;
    reconciler.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(60_000);
    redis.configured = true;
    reconciler.onApplicationBootstrap();
    for (const listener of restored) listener();
    reconciler.onModuleDestroy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(check).not.toHaveBeenCalled();
  });
});
