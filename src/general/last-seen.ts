import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';

import { UsersService } from '../auth/users.service.js';

/** How long those who leave gather before they are stored. */
const GATHER_MS = 200;
/** How many are stored with one statement. */
const BATCH = 1000;
/** How long the shutdown waits for the last moments to be stored. */
const SHUTDOWN_MS = 1000;

/**
 * When users were last here. The moment at which someone leaves counts at once, and is stored a little later together with
 * others, so that a crowd that leaves is few statements and does not take the store from those who stay. What the store
 * refuses is lost.
 */
@Injectable()
export class LastSeen implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LastSeen.name);
  /** Who has left and is not stored yet, in the order of leaving. */
  private readonly leaving = new Map<string, Date>();
  private storing: Promise<void> | undefined;
  private until = Infinity;
  /** Ends the gathering. */
  private hurry: (() => void) | undefined;

  constructor(private readonly users: UsersService) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.until = Date.now() + SHUTDOWN_MS;
    this.hurry?.();
    await this.storing;
  }

  /** The user has left just now. */
  left(userId: string): Date {
    const at = new Date();
    // To the end of the line, also for who stands in it.
    this.leaving.delete(userId);
    this.leaving.set(userId, at);
    this.storing ??= this.store().finally(() => {
      this.storing = undefined;
    });
    return at;
  }

  /** Users who were never here, and ids that nobody has, are left out. */
  async of(userIds: readonly string[]): Promise<Map<string, Date>> {
    const unstored = new Map(this.leaving);
    const seen = new Map(await this.users.lastSeen(userIds));
    for (const userId of userIds) {
      const at = this.leaving.get(userId) ?? unstored.get(userId);
      if (at !== undefined) seen.set(userId, at);
    }
    return seen;
  }

  private gather(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.hurry = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async store(): Promise<void> {
    while (this.leaving.size > 0 && Date.now() <= this.until) {
      // Nobody is waited for at the shutdown, nor when there are enough.
      if (this.until === Infinity && this.leaving.size < BATCH) await this.gather();
      const batch = new Map([...this.leaving].slice(0, BATCH));
      try {
        await this.users.touch(batch);
      } catch (error) {
        this.logger.debug(`when ${[...batch.keys()].join(', ')} left was not stored: ${String(error)}`);
      }
      for (const [userId, at] of batch) if (this.leaving.get(userId) === at) this.leaving.delete(userId);
    }
  }
}
