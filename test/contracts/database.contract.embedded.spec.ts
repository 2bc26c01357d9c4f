import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import { EmbeddedDatabase } from '../../src/database/embedded-database.js';
import { DataFolderLock } from '../../src/database/data-folder-lock.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { ownIdentity } from '../../src/database/process-identity.js';
import { ensureBuilt } from '../support/build.js';
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

async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await EmbeddedDatabase.open(dataDir);
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
  // Its thread runs the built code.
  beforeAll(() => ensureBuilt());

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

  it('keeps nothing else waiting while it works', async () => {
    const database = await open(await folder());
    let turns = 0;
    let working = true;
    const turn = (): void => {
      turns += 1;
      if (working) setImmediate(turn);
    };
    turn();
    await database.execute({ name: 'long', text: 'select count(*) from generate_series(1, 1000000)', values: [] });
    working = false;
    // On the calling thread it would be one or two.
    expect(turns).toBeGreaterThan(50);
  });

  it('keeps statements of one name apart from the sessions that prepared them', async () => {
    const database = await open(await folder());
    const ask = (n: number): Promise<{ n: number }[]> =>
      database.execute({ name: 'shared', text: 'select $1::int as n', values: [n] });
    const wrong = database.execute({ name: 'wrong', text: 'selec', values: [] });
    await expect(wrong).rejects.toMatchObject({ name: 'DatabaseError', code: '42601' });
    await expect(ask(1)).resolves.toEqual([{ n: 1 }]);
    const many = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)));
    expect(many.flat().map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('is UNAVAILABLE when its thread crashes, and comes back by itself with all that was committed', async () => {
    const database = await openEmbedded(await folder());
    const add = (id: string): Promise<unknown[]> =>
      database.execute({ name: 'add', text: 'insert into conversations (id, title) values ($1, $1)', values: [id] });
    await add('before');
    const running = Array.from({ length: 30 }, (_, n) => add(`during-${n}`));
    const outcomes = Promise.allSettled(running);
    await database.engine.worker?.terminate();
    const failed = (await outcomes).filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of failed) expect(reason).toMatchObject({ name: 'CodedError', code: 'UNAVAILABLE' });
    await vi.waitFor(() => database.ping(), 10_000);
    await database.transaction(() => Promise.resolve());
    await add('after');
    const rows = await database.execute<{ id: string }>({
      name: 'all',
      text: 'select id from conversations',
      values: [],
    });
    const kept = rows.map(({ id }) => id);
    expect(kept).toContain('before');
    expect(kept).toContain('after');
    expect(kept.length).toBeGreaterThanOrEqual(2 + running.length - failed.length);
  });

  it('ends while its thread is away', async () => {
    const dataDir = await folder();
    const database = await openEmbedded(dataDir);
    await database.engine.worker?.terminate();
    await database.close();
    await expect(database.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await (await open(dataDir)).ping();
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
