import { setTimeout as delay } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import pg from 'pg';

import { LIMITS } from './limits.js';

export interface ListenerEvents {
  /** Somebody has told the channel. */
  heard(channel: string, message: string): void;
  /** The channels are listened to, for the first time or again: what was told meanwhile was lost. */
  listening(): void;
}

const HEARTBEAT_MS = 10_000;
const GOODBYE_MS = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Listens to channels of a PostgreSQL server on a connection of its own, which is made anew when it breaks or falls silent.
 * A messenger only: behind a pooler that shares connections between transactions it hears nothing.
 */
export class PostgresListener {
  private readonly logger = new Logger(PostgresListener.name);
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly channels: readonly string[],
    private readonly events: ListenerEvents,
  ) {}

  /** Connects in the background, and goes on trying until it is stopped. */
  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const { client } = this;
    if (client === undefined) return;
    // A server that hangs does not even hang up.
    await Promise.race([client.end().catch(() => undefined), delay(GOODBYE_MS, undefined, { ref: false })]);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'depth-realtime listener',
      connectionTimeoutMillis: LIMITS.connect,
      query_timeout: LIMITS.silence,
      keepAlive: true,
    });
    this.client = client;
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, undefined));
    client.on('notification', ({ channel, payload }) => this.events.heard(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
      this.pauseMs = FIRST_PAUSE_MS;
      this.events.listening();
      this.beat(client);
    } catch (error) {
      this.lost(client, error);
    }
  }

  /** A connection that is only listened to does not find out that its server has gone. */
  private beat(client: pg.Client): void {
    if (this.stopped || this.client !== client) return;
    this.timer = setTimeout(() => {
      client.query('select 1').then(
        () => this.beat(client),
        (error: unknown) => this.lost(client, error),
      );
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  private lost(client: pg.Client, error: unknown): void {
    if (this.stopped || this.client !== client) return;
    this.client = undefined;
    clearTimeout(this.timer);
    this.logger.debug(`the connection that listens is lost: ${String(error)}`);
    client.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.connect(), this.pauseMs);
    this.timer.unref();
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
