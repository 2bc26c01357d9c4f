import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';

import { ConnectionPool } from './connection-pool.js';
import { DataFolderLock } from './data-folder-lock.js';
import { EmbeddedEngine, makeCluster } from './embedded-engine.js';
import { migrateWith } from './migrations.js';
import { PooledDatabase } from './pooled-database.js';

/** Each is a session on the one connection, and costs no more than some memory. */
const MAX_SESSIONS = 20;

/**
 * PostgreSQL inside this process (PGlite), in `<dataDir>/pg`, in a thread of its own. Statements and transactions run one
 * after the other. What was committed survives a killed process, but it is never synced to the disk: after a power loss or
 * a crash of the machine the newest commits may be missing.
 */
export class EmbeddedDatabase extends PooledDatabase {
  private closing: Promise<void> | undefined;

  private constructor(
    /** The thread behind it, for those who want to see it fail. */
    readonly engine: EmbeddedEngine,
    private readonly lock: DataFolderLock,
  ) {
    super(new ConnectionPool({ ...sessionOn(engine), max: MAX_SESSIONS, idleTimeoutMillis: 0 }));
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
      const engine = await EmbeddedEngine.start(folder);
      await migrateOn(engine);
      return new EmbeddedDatabase(engine, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  override close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    try {
      await super.close();
      await this.engine.stop();
    } finally {
      this.lock.release();
    }
  }
}

/** The environment may ask the driver for TLS, which makes no sense here. */
function sessionOn(engine: EmbeddedEngine): pg.ClientConfig {
  return { stream: engine.createSocket, ssl: false };
}

async function migrateOn(engine: EmbeddedEngine): Promise<void> {
  const client = new pg.Client(sessionOn(engine));
  try {
    await client.connect();
    await migrateWith(client);
    await client.end();
  } catch (error) {
    await engine.stop();
    throw error;
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
  await makeCluster(unfinished);
  await rename(unfinished, folder);
}
