import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

import { Config } from '../config/config.js';
import { PostgresListener } from '../database/postgres-listener.js';
import { CodedError } from '../errors/coded-error.js';
import { OUTBOX_CHANNEL, STREAMS_CHANNEL } from './outbox-statements.js';
import type { StreamKey } from './stream.js';
import { StreamLog } from './stream-log.js';
import { StreamOutbox } from './stream-outbox.js';

/** How often the outbox is looked into, in case that PostgreSQL could not tell of a commit. */
const LOOK_MS = 2000;

/**
 * Empties the outbox as soon as something in it is committed, whichever process committed it, and has the log read where
 * a writer outside Redis says that it has grown.
 */
@Injectable()
export class OutboxWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxWatch.name);
  private readonly listener: PostgresListener | undefined;
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private stuck = false;

  constructor(
    config: Config,
    private readonly outbox: StreamOutbox,
    private readonly log: StreamLog,
  ) {
    if (config.databaseUrl === undefined) {
      // One connection: the look-up waits there for the transaction that staged something.
      outbox.onStaged(() => this.empty());
      return;
    }
    this.listener = new PostgresListener(config.databaseUrl, [OUTBOX_CHANNEL, STREAMS_CHANNEL], {
      heard: (channel, message) => (channel === OUTBOX_CHANNEL ? this.empty() : this.grown(message)),
      listening: () => this.empty(),
    });
  }

  onApplicationBootstrap(): void {
    this.listener?.start();
    this.timer = setInterval(() => this.empty(), LOOK_MS);
    this.timer.unref();
    this.empty();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.listener?.stop();
    await this.draining;
  }

  private empty(): void {
    this.draining = this.outbox.drain().then(
      () => this.report(undefined),
      // The next look finds what is still there.
      (error: unknown) => this.report(error),
    );
  }

  /** Once each time. That the database is away, others report. */
  private report(error: unknown): void {
    const stuck = error !== undefined && !(error instanceof CodedError && error.code === 'UNAVAILABLE');
    if (stuck && !this.stuck) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.logger.error(`the outbox cannot be emptied, notifications wait: ${reason}`);
    }
    if (this.stuck && error === undefined) this.logger.log('the outbox is emptied again');
    if (error === undefined || stuck) this.stuck = stuck;
  }

  private grown(message: string): void {
    try {
      this.log.doubtful(new Set(JSON.parse(message) as StreamKey[]));
    } catch {
      this.logger.debug(`an unreadable message on ${STREAMS_CHANNEL}`);
    }
  }
}
