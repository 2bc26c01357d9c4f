import { Logger } from '@nestjs/common';
import { describe } from 'vitest';

import { openDatabase } from '../../src/database/open-database.js';
import { createDatabase } from '../support/postgres.js';
import { itIsALog } from './streams.contract.js';

Logger.overrideLogger(false);

describe('StreamLog on PostgreSQL', () => {
  let url: Promise<string> | undefined;

  // Each time a pool of its own, as another process would have.
  itIsALog(async () => {
    url ??= createDatabase();
    return openDatabase({ databaseUrl: await url, dataDir: '/nonexistent' });
  });
});
