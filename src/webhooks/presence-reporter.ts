import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { Presence, type PresenceStatus } from '../realtime/cluster/presence.js';
import { RedisConnection } from '../realtime/cluster/redis-connection.js';
import type { RosterCause } from '../realtime/cluster/roster.js';
import { SessionRegistry } from '../realtime/connections/session-registry.js';
import { UserEvents } from '../streams/user-events.js';
import { PresenceStore } from './presence-store.js';

/** Who comes within so long is written together. */
const GATHER_MS = 100;
/** Whoever is back within this has not left: a page was loaded again, a train went through a tunnel. */
const SETTLE_MS = 3000;
/** How often what was told is compared with who is here, the first time when clients had time to come back. */
const COMPARE_MS = 30_000;
const MOST_AT_ONCE = 500;
const PAGE = 5000;

/**
 * Records for the webhooks who comes and who leaves, over all nodes, each change once. What was told before all nodes were
 * killed is put right when one runs again: every `online` is followed by an `offline`.
 */
@Injectable()
export class PresenceReporter implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly came = new Map<string, Date>();
  private readonly left = new Map<string, Date>();
  private gathering: NodeJS.Timeout | undefined;
  private comparing: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly presence: Presence,
    private readonly sessions: SessionRegistry,
    private readonly store: PresenceStore,
    private readonly events: UserEvents,
    private readonly redis: RedisConnection,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.events.wants('online') && !this.events.wants('offline')) return;
    this.presence.onChange((userId, status, cause) => this.changed(userId, status, cause));
    this.comparing = setInterval(() => void this.compare(), COMPARE_MS);
    this.comparing.unref();
  }

  /** Who left with this node may be at another one by now, which knows: what is not written yet is left to it. */
  onModuleDestroy(): void {
    this.stopped = true;
    clearInterval(this.comparing);
    clearTimeout(this.gathering);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  private changed(userId: string, status: PresenceStatus, cause: RosterCause): void {
    if (status === 'offline') {
      this.came.delete(userId);
      // The node that they left writes it; when it has died, all others try, and one succeeds.
      if (cause !== 'elsewhere') this.note(this.left, userId);
      return;
    }
    this.left.delete(userId);
    if (cause === 'here') this.note(this.came, userId);
  }

  private note(changes: Map<string, Date>, userId: string): void {
    if (!changes.has(userId)) changes.set(userId, new Date());
    this.later(GATHER_MS);
  }

  private later(ms: number): void {
    if (this.stopped) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.writing = this.writing.then(() => this.write());
    }, ms);
  }

  private async write(): Promise<void> {
    const came = new Map([...this.came].slice(0, MOST_AT_ONCE));
    const settled = Date.now() - SETTLE_MS;
    const left = new Map([...this.left].filter(([, at]) => at.getTime() <= settled).slice(0, MOST_AT_ONCE));
    let again = GATHER_MS;
    if (came.size + left.size > 0) {
      try {
        await this.store.record(came, left);
        forget(this.came, came);
        forget(this.left, left);
      } catch (error) {
        this.logger.debug(`who came and left could not be recorded: ${String(error)}`);
        again = COMPARE_MS / 30;
      }
    }
    if (this.came.size + this.left.size > 0) this.later(again);
  }

  /** The net under what was not written: because nodes died, or the database was away. */
  private async compare(): Promise<void> {
    try {
      for (const userId of await this.store.untold([...this.sessions.userIds()])) this.note(this.came, userId);
      // Without Redis this node does not know who is at the others.
      if (this.redis.configured && !this.redis.available) return;
      for (let after: string | undefined = ''; after !== undefined && !this.stopped;) {
        const page: string[] = await this.store.toldOnline(after, PAGE);
        for (const userId of page) if (this.presence.status(userId) === 'offline') this.note(this.left, userId);
        after = page.length < PAGE ? undefined : page.at(-1);
      }
    } catch (error) {
      this.logger.debug(`who is here could not be compared: ${String(error)}`);
    }
  }
}

/** What has changed meanwhile stays. */
function forget(changes: Map<string, Date>, written: ReadonlyMap<string, Date>): void {
  for (const [userId, at] of written) if (changes.get(userId) === at) changes.delete(userId);
}
