import { setTimeout as delay } from 'node:timers/promises';

import pg from 'pg';

import { AnswerTimes } from './answer-times.js';
import type { Database, Statement } from './database.js';
import { Deadline } from './deadline.js';
import { translated } from './driver-errors.js';
import { LIMITS } from './limits.js';
import { VALUE_TYPES } from './value-types.js';

/**
 * Connections that speak PostgreSQL's protocol, and are replaced as they break, with the limits and errors of
 * {@link Database}. The driver alone: no query builder is loaded. Connects when it is first used.
 */
export class ConnectionPool implements Pick<Database, 'execute' | 'ping' | 'close'> {
  readonly connections: pg.Pool;
  readonly times = new AnswerTimes();
  private closing: Promise<void> | undefined;

  constructor(config: pg.PoolConfig) {
    this.connections = new pg.Pool({
      connectionTimeoutMillis: LIMITS.connect,
      query_timeout: LIMITS.silence,
      types: VALUE_TYPES,
      ...config,
    });
    // An idle connection broke. The pool has dropped it; without a listener the process would end.
    this.connections.on('error', () => undefined);
    // The same for one that breaks while it changes hands: an answer and the end of the connection may come in one piece, and
    // then the pool has let go of the client before the next in line, who waits for a promise, could hear of it.
    this.connections.on('connect', (client) => void client.on('error', () => undefined));
  }

  async execute<Row>(statement: Statement): Promise<Row[]> {
    const { name, text, values } = statement;
    const answer = this.connections.query({ name, text, values: [...values] });
    const result = await translated(new Deadline(LIMITS.answer, this.times).within(answer));
    return result.rows as Row[];
  }

  async ping(): Promise<void> {
    await translated(new Deadline(LIMITS.ping).within(this.connections.query('select 1')));
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const giveUpAt = performance.now() + LIMITS.connect;
    // The pool would drop those who still wait for a connection, and it tells nobody when the last of them has one.
    while (this.connections.waitingCount > 0 && performance.now() < giveUpAt) await delay(5);
    await this.connections.end();
  }
}
