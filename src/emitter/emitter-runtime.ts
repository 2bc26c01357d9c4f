import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { PostgresPool } from '../database/postgres-pool.js';
import { CodedError } from '../errors/coded-error.js';
import { KnownUsers } from '../notifications/known-users.js';
import { LogNotificationEmitter } from '../notifications/log-notification-emitter.js';
import type { NotificationEmitter } from '../notifications/notification-emitter.js';
import type { CommitObserver } from '../streams/group-commit.js';
import type { Appended } from '../streams/stream.js';
import { StreamOutbox } from '../streams/stream-outbox.js';
import { WriteOnlyLog } from '../streams/write-only-log.js';
import { DatabaseTeller } from './database-teller.js';
import { checkOptions, type NotificationEmitterOptions } from './emitter-options.js';
import { InboxDatabase } from './inbox-database.js';
import type { RedisTeller } from './redis-teller.js';

/** A {@link NotificationEmitter} outside the server, with the connections that are its own. */
export class EmitterRuntime implements CommitObserver, OnModuleInit, OnApplicationShutdown {
  readonly emitter: NotificationEmitter;
  private readonly logger = new Logger('NotificationEmitter');
  private readonly pool: PostgresPool;
  private readonly inboxes: InboxDatabase;
  private readonly log: WriteOnlyLog;
  private readonly teller: DatabaseTeller;

  private constructor(
    { databaseUrl, findUsers }: NotificationEmitterOptions,
    maxConnections: number,
    private readonly redis: RedisTeller | undefined,
  ) {
    this.pool = new PostgresPool({ url: databaseUrl, applicationName: 'depth-realtime emitter', maxConnections });
    this.inboxes = new InboxDatabase(this.pool, findUsers);
    this.teller = new DatabaseTeller(this.pool);
    this.log = new WriteOnlyLog(this.pool, this);
    const outbox = new StreamOutbox(this.pool, this, () => this.inboxes.outboxTable());
    this.emitter = new LogNotificationEmitter(this.log, outbox, new KnownUsers(this.inboxes));
  }

  /** Connects when it is first used. @throws TypeError for a wrong option. */
  static async create(options: NotificationEmitterOptions): Promise<EmitterRuntime> {
    const maxConnections = checkOptions(options);
    const { redisUrl } = options;
    const redis = redisUrl === undefined ? undefined : new (await import('./redis-teller.js')).RedisTeller(redisUrl);
    return new EmitterRuntime(options, maxConnections, redis);
  }

  /** A service that starts before its database must be able to; one that can never work must not. */
  async onModuleInit(): Promise<void> {
    try {
      await this.inboxes.check();
    } catch (error) {
      if (!(error instanceof CodedError)) {
        await this.onApplicationShutdown();
        throw error;
      }
      this.logger.warn('the database cannot be reached; notifications are refused until it can');
    }
  }

  committed(appended: readonly Appended[]): void {
    for (const { event, repeated } of appended) {
      if (repeated) continue;
      if (this.redis?.available === true) this.redis.publish(event);
      else this.teller.tell(event.stream);
    }
  }

  doubtful(): void {
    // The nodes compare with the log by themselves, and a repeat finds out.
  }

  /** Writes what was accepted, then closes the connections: everything afterwards is `UNAVAILABLE`. */
  async onApplicationShutdown(): Promise<void> {
    await this.log.idle();
    await this.teller.idle();
    this.redis?.close();
    await this.pool.close();
  }
}
