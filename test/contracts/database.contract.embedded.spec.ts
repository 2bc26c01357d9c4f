import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DataFolderLock } from '../../src/database/data-folder-lock.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { ownIdentity } from '../../src/database/process-identity.js';
import { onCleanup } from '../support/cleanup.js';
import { itIsADatabase } from './database.contract.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-'));
  onCleanup(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function open(dataDir: string): Promise<Database> {
  const database = await openDatabase({ databaseUrl: undefined, dataDir });
  onCleanup(() => database.close());
  return database;
}

async function acquire(dataDir: string): Promise<DataFolderLock> {
  const lock = await DataFolderLock.acquire(dataDir);
  onCleanup(() => {
    lock.release();
  });
  return lock;
}

/** The number of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('EmbeddedDatabase', () => {
  itIsADatabase(async () => open(await folder()));

  it('keeps its data over a restart, and is migrated once', async () => {
    const dataDir = await folder();
    const first = await open(dataDir);
    await first.execute({ name: 'add', text: "insert into conversations (id, title) values ('a', 'b')", values: [] });
    await first.close();
    const second = await open(dataDir);
    const rows = await second.execute({ name: 'all', text: 'select * from conversations', values: [] });
    expect(rows).toEqual([{ id: 'a', title: 'b' }]);
  });

  it('refuses a folder that is open, naming who has it', async () => {
    const dataDir = await folder();
    await open(dataDir);
    const started = performance.now();
    const refused = openDatabase({ databaseUrl: undefined, dataDir });
    await expect(refused).rejects.toThrow(`The data folder ${dataDir} is in use by the process ${process.pid}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('starts again after it was killed while it made its first files', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'pg.unfinished'), 'half');
    await (await open(dataDir)).ping();
  });
});

describe('DataFolderLock', () => {
  const lockOf = async (dataDir: string, holder: object): Promise<void> =>
    writeFile(join(dataDir, 'lock'), JSON.stringify({ ...ownIdentity(), id: 'other', ...holder }));

  it('is given up on release, and not when it is somebody else’s', async () => {
    const dataDir = await folder();
    const first = await acquire(dataDir);
    first.release();
    await acquire(dataDir);
    first.release();
    await expect(DataFolderLock.acquire(dataDir)).rejects.toThrow('is in use');
  });

  it('is taken over from a process that has ended', async () => {
    const dataDir = await folder();
    await lockOf(dataDir, { pid: await endedPid() });
    await acquire(dataDir);
    expect(await readFile(join(dataDir, 'lock'), 'utf8')).toContain(`"pid":${process.pid},`);
  });

  it('is taken over from a process whose number was given to another', async () => {
    const dataDir = await folder();
    await lockOf(dataDir, { startedAt: '1' });
    await acquire(dataDir);
  });

  it('is refused while a process of another container shows life, and taken over when it is silent', async () => {
    const dataDir = await folder();
    await lockOf(dataDir, { realm: 'elsewhere' });
    const waiting = acquire(dataDir);
    const long = new Date(Date.now() - 60_000);
    expect(await Promise.race([waiting, Promise.resolve('still waiting')])).toBe('still waiting');
    await utimes(join(dataDir, 'lock'), long, long);
    await waiting;
  });

  it('is taken over when its maker was killed before it could write', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'lock'), '');
    await acquire(dataDir);
  });

  it('has one winner when twenty find the same old lock', async () => {
    for (let round = 0; round < 10; round++) {
      const dataDir = await folder();
      await lockOf(dataDir, { pid: await endedPid() });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => acquire(dataDir)));
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    }
  });
});
