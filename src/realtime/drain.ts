import { Injectable, Logger } from '@nestjs/common';

import { Config } from '../config/config.js';
import { Lifecycle } from '../telemetry/lifecycle.js';
import { Dispatcher } from './dispatcher.js';
import { SocketServer } from './socket-server.js';

/** What is kept of the drain's time for closing connections and the database. */
const RESERVE_MS = 1500;
/** Given to the answers that were just written to leave the process. */
const FLUSH_MS = 150;

/**
 * Ends this node without leaving anyone without an answer: new connections and commands are refused, those in flight
 * finish, and the transports close, so that clients reconnect elsewhere by themselves.
 */
@Injectable()
export class Drain {
  private readonly logger = new Logger(Drain.name);

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly dispatcher: Dispatcher,
    private readonly server: SocketServer,
    private readonly config: Config,
  ) {}

  /** Resolves when the connections are closed, at the latest shortly before `DRAIN_TIMEOUT_MS`. */
  async run(): Promise<void> {
    this.lifecycle.startDraining();
    const finished = await within(this.config.drainTimeoutMs - RESERVE_MS, this.dispatcher.idle());
    if (!finished) this.logger.warn('some commands did not finish in time');
    if (!this.server.attached) return;
    await pause(FLUSH_MS);
    // Not socket.disconnect(): that would stop the clients' own reconnecting.
    for (const socket of this.server.io.sockets.sockets.values()) socket.conn.close();
    this.server.io.engine.close();
  }
}

async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
