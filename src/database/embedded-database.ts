import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { PGlite, types } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';

import { DataFolderLock } from './data-folder-lock.js';
import { Database, type Orm, type Statement } from './database.js';
import { Deadline } from './deadline.js';
import { translated } from './driver-errors.js';
import { guardOrm } from './guard-orm.js';
import { LIMITS } from './limits.js';
import { MIGRATIONS } from './migrations.js';

const OPTIONS = { parsers: { [types.INT8]: Number } };

/**
 * PostgreSQL inside this process (PGlite), in `<dataDir>/pg`. One connection: statements and transactions run one after
 * the other, on the calling thread. What was committed survives a killed process, but it is never synced to the disk:
 * after a power loss or a crash of the machine the newest commits may be missing.
 */
export class EmbeddedDatabase extends Database {
  readonly orm: Orm;
  private readonly drizzle;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly client: PGlite,
    private readonly lock: DataFolderLock,
  ) {
    super();
    this.drizzle = drizzle({ client, casing: 'snake_case' });
    this.orm = this.drizzle;
  }

  /**
   * Opens the database in the folder, or makes it there, and brings it up to date. Rejects at once when another process
   * has it open: two would destroy it.
   */
  static async open(dataDir: string): Promise<EmbeddedDatabase> {
    const lock = await DataFolderLock.acquire(dataDir);
    try {
      const folder = join(dataDir, 'pg');
      await makeOnce(folder);
      const client = await PGlite.create(folder, OPTIONS);
      return await EmbeddedDatabase.upToDate(client, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private static async upToDate(client: PGlite, lock: DataFolderLock): Promise<EmbeddedDatabase> {
    try {
      const database = new EmbeddedDatabase(client, lock);
      await migrate(database.drizzle, MIGRATIONS);
      guardOrm(database.drizzle, LIMITS.answer);
      return database;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async execute<Row>(statement: Statement): Promise<Row[]> {
    const answer = this.client.query<Row>(statement.text, [...statement.values]);
    const { rows } = await translated(new Deadline(LIMITS.answer).within(answer));
    return rows;
  }

  async transaction<T>(work: (tx: Orm) => Promise<T>): Promise<T> {
    const deadline = new Deadline(LIMITS.answer);
    const outcome = this.drizzle.transaction((tx) => {
      guardOrm(tx);
      return deadline.within(work(tx));
    });
    return translated(deadline.within(outcome));
  }

  async ping(): Promise<void> {
    await translated(new Deadline(LIMITS.ping).within(this.client.query('select 1')));
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    try {
      // What was asked for before is answered first: closing at once would drop what still waits for its turn.
      await this.client.query('select 1');
      await this.client.close();
    } finally {
      this.lock.release();
    }
  }
}

/** Makes the cluster beside its place and moves it there when it is whole, so that a kill meanwhile leaves no half. */
async function makeOnce(folder: string): Promise<void> {
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const client = await PGlite.create(unfinished, OPTIONS);
  await client.close();
  await rename(unfinished, folder);
}
