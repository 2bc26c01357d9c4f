import { expect, it } from 'vitest';

import { judgeMemory } from './memory.health.js';

it.each([
  [{ heapUsed: 10, rss: 10 }, 'up'],
  [{ heapUsed: 85, rss: 10 }, 'up'],
  [{ heapUsed: 86, rss: 10 }, 'degraded'],
  [{ heapUsed: 10, rss: 172 }, 'degraded'],
  [{ heapUsed: 96, rss: 10 }, 'down'],
  [{ heapUsed: 10, rss: 192 }, 'down'],
])('judges %o as %s', (use, status) => {
  expect(judgeMemory({ ...use, heapLimit: 100, rssLimit: 200 })).toBe(status);
});
