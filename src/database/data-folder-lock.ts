import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { LockFile } from './lock-file.js';
import { isRunning, ownIdentity, parseIdentity } from './process-identity.js';

/** How often a holder shows that it lives, in milliseconds. */
const HEARTBEAT = 1_000;
/** After how many a holder that cannot be seen from here counts as gone. The first start blocks the loop for some. */
const SILENCE = 10_000;
/** How often a lock that is not clear is looked at again. */
const LOOK_AGAIN = 50;

/**
 * The right to use a data folder, held as the file `lock` in it that names our process. The lock of a process that has
 * ended is taken over, also when its number has been given to another. A holder in another container or on another
 * machine cannot be seen: its lock counts until it has shown no life for ten seconds.
 */
export class DataFolderLock {
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly file: LockFile,
    private readonly text: string,
  ) {
    this.heartbeat = setInterval(() => {
      this.showLife();
    }, HEARTBEAT).unref();
  }

  /**
   * Makes the folder when it is missing. Rejects when the lock is held: at once when the holder can be seen, or else
   * after eleven seconds.
   */
  static async acquire(folder: string): Promise<DataFolderLock> {
    mkdirSync(folder, { recursive: true });
    const file = new LockFile(join(folder, 'lock'));
    const text = JSON.stringify({ ...ownIdentity(), id: randomUUID() });
    const giveUpAt = performance.now() + SILENCE + HEARTBEAT;
    for (let contested = false; ; contested = true) {
      if (file.create(text)) {
        // A process that saw the same old lock as we did may still be moving it aside.
        if (contested) await delay(LOOK_AGAIN);
        if (file.read() === text) return new DataFolderLock(file, text);
      }
      const found = file.read();
      if (found === undefined) continue;
      const verdict = judge(found, file.age());
      if (verdict === 'held' || performance.now() > giveUpAt) throw inUse(folder, found);
      if (verdict === 'stale') file.removeIf(found);
      else await delay(LOOK_AGAIN);
    }
  }

  /** Gives the folder up. Harmless when it has been removed, or taken over. */
  release(): void {
    clearInterval(this.heartbeat);
    this.file.removeIf(this.text);
  }

  private showLife(): void {
    try {
      this.file.touch();
    } catch {
      // Removed with its folder: there is nothing left to protect.
      clearInterval(this.heartbeat);
    }
  }
}

function judge(text: string, silentForMs: number): 'held' | 'stale' | 'unclear' {
  const holder = parseIdentity(text);
  // Its maker has yet to write it, or was killed before it could.
  if (holder === undefined) return silentForMs > HEARTBEAT ? 'stale' : 'unclear';
  const running = isRunning(holder);
  if (running === undefined) return silentForMs > SILENCE ? 'stale' : 'unclear';
  return running ? 'held' : 'stale';
}

function inUse(folder: string, text: string): Error {
  const holder = parseIdentity(text);
  const who = holder === undefined ? 'another process' : `the process ${holder.pid} (${holder.realm})`;
  return new Error(
    `The data folder ${resolve(folder)} is in use by ${who}. ` +
      'Two processes would destroy the embedded database: stop that one, use another DATA_DIR, or set DATABASE_URL.',
  );
}
