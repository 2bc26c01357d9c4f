import { HealthIndicatorService } from '@nestjs/terminus';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { EventLoopHealthIndicator } from './event-loop.health.js';

const BLOCKED_MS = 600;

let indicator: EventLoopHealthIndicator;

beforeEach(() => {
  indicator = new EventLoopHealthIndicator(new HealthIndicatorService());
  indicator.onModuleInit();
});

afterEach(() => {
  vi.restoreAllMocks();
  indicator.onModuleDestroy();
});

function block(): void {
  const end = performance.now() + BLOCKED_MS;
  while (performance.now() < end);
}

it('is degraded after the loop was blocked, until the block is two windows old', async () => {
  expect(indicator.check().eventLoop?.status).toBe('up');
  await vi.waitFor(() => {
    block();
    expect(indicator.check().eventLoop).toMatchObject({ status: 'degraded' });
  });

  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 11_000));
  const statuses = [1, 2, 3].map(() => indicator.check().eventLoop?.status);
  expect(statuses).toEqual(['degraded', 'degraded', 'up']);
});
