import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Logger } from '@nestjs/common';
import { beforeAll, describe } from 'vitest';

import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { ensureBuilt } from '../support/build.js';
import { onCleanup } from '../support/cleanup.js';
import { itIsALog } from './streams.contract.js';

Logger.overrideLogger(false);

describe('StreamLog on the embedded database', () => {
  let opened: Promise<Database> | undefined;

  // The thread of the database runs the built code.
  beforeAll(() => ensureBuilt());

  // One process opens a folder once: two logs share the database, as far as two can there.
  itIsALog(() => {
    opened ??= mkdtemp(join(tmpdir(), 'streams-')).then((dataDir) => {
      onCleanup(() => rm(dataDir, { recursive: true, force: true }));
      return openDatabase({ databaseUrl: undefined, dataDir });
    });
    return opened;
  });
});
