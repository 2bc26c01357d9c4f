import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, expect, it } from 'vitest';

import { ensureBuilt } from '../support/build.js';

const run = promisify(execFile);

beforeAll(async () => {
  await ensureBuilt();
});

// Real: the built package, in a process whose imports are watched.
it.each([
  ['without', ['@nestjs/common', 'pg']],
  ['redis', ['@nestjs/common', 'ioredis', 'pg']],
])('The emitter (%s) loads %j, and nothing else of what the server needs', async (how, packages) => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'support/loaded.js'), how]);
  const loaded = [...stdout.matchAll(/^loads (\S+)$/gm)].map(([, name]) => name);
  expect([...new Set(loaded)].toSorted()).toEqual(packages);
});
