import { setImmediate as nextTurn } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import type { Socket as Connection } from 'engine.io';

import { Config } from '../../config/config.js';
import { Lifecycle } from '../../telemetry/lifecycle.js';
import { CommandsInFlight } from '../commands/commands-in-flight.js';
import { FrameWriter } from '../sockets/frame-writer.js';
import { NAMESPACES } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';

/** What is kept of the drain's time for what follows the last command: below, and the end of the application. */
const RESERVE_MS = 3000;
/** Of that, for what comes after the clients were told to go. */
const END_MS = 800;
/** What arrives together with the last answers is told that the node shuts down, until nothing has come for so long. */
const QUIET_MS = 400;
/** A client that never stops sending is not waited for longer. */
const LONGEST_WAIT_MS = 1200;
/** Given to connections to take the answers that were written to them, and to close. */
const CLOSE_MS = 500;
/** Up to so many connections are closed at once; more are closed in groups, over this time at most. */
const SMALL_CROWD = 50;
const GROUPS = 10;
const MOVE_MS = 1000;

/**
 * Ends this node without leaving anyone without an answer: new connections and commands are refused, those in flight
 * finish, and the transports close, so that clients reconnect elsewhere by themselves.
 */
@Injectable()
export class Drain {
  private readonly logger = new Logger(Drain.name);

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly commands: CommandsInFlight,
    private readonly server: SocketServer,
    private readonly frames: FrameWriter,
    private readonly config: Config,
  ) {}

  /** Resolves when the connections are closed, shortly before `DRAIN_TIMEOUT_MS` have passed. */
  async run(): Promise<void> {
    this.lifecycle.startDraining();
    const deadline = performance.now() + this.config.drainTimeoutMs;
    const left = (): number => Math.max(0, deadline - END_MS - performance.now());
    if (!(await within(this.config.drainTimeoutMs - RESERVE_MS, this.commands.idle()))) {
      this.logger.warn('some commands did not finish in time');
      this.commands.abandon();
    }
    if (!this.server.attached) return;
    await this.untilQuiet(Math.min(LONGEST_WAIT_MS, left()));
    const connections = this.connections();
    const closed = Promise.all(connections.map(untilClosed));
    await this.moveOff(connections, Math.min(MOVE_MS, left()));
    // Closing the engine drops what they have not taken yet.
    await within(CLOSE_MS, closed);
    this.server.io.engine.close();
  }

  private async untilQuiet(limitMs: number): Promise<void> {
    const giveUpAt = performance.now() + limitMs;
    let before: number;
    do {
      before = this.commands.received;
      await pause(QUIET_MS);
      // On a busy machine the timer may be due before what has arrived was read.
      await nextTurn();
    } while (this.commands.received !== before && performance.now() < giveUpAt);
  }

  /** A crowd goes in groups of random members, so that it does not come to the other nodes all at once. */
  private async moveOff(connections: Connection[], limitMs: number): Promise<void> {
    const groups = connections.length > SMALL_CROWD ? GROUPS : 1;
    const size = Math.ceil(connections.length / groups);
    while (connections.length > 0) {
      this.frames.flush();
      // Not socket.disconnect(): that would stop the clients' own reconnecting.
      for (const connection of connections.splice(0, size)) connection.close();
      if (connections.length > 0) await pause((limitMs / groups) * (0.5 + Math.random() / 2));
    }
  }

  private connections(): Connection[] {
    const connections = new Set<Connection>();
    for (const namespace of NAMESPACES) {
      for (const socket of this.server.of(namespace).sockets.values()) connections.add(socket.conn);
    }
    return [...connections].sort(() => Math.random() - 0.5);
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
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

function untilClosed(connection: Connection): Promise<unknown> {
  return new Promise((resolve) => connection.once('close', resolve));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
