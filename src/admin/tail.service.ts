import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Broadcaster } from '../realtime/broadcaster.js';
import type { Caller } from '../realtime/caller.js';
import { SocketServer } from '../realtime/socket-server.js';
import { CommandLog } from '../telemetry/command-log.js';
import type { TailCommands } from './admin.protocol.js';
import { Tail, type TailFilter } from './tail.js';

/** The commands of this node, live, to the administrators who follow them. Costs nothing while nobody does. */
@Injectable()
export class TailService implements OnModuleDestroy {
  private readonly tails = new Map<string, Tail>();
  /** The sockets whose end is listened for. */
  private readonly watched = new WeakSet<object>();
  private stopObserving: (() => void) | undefined;

  constructor(
    private readonly log: CommandLog,
    private readonly server: SocketServer,
    private readonly broadcaster: Broadcaster,
  ) {}

  onModuleDestroy(): void {
    for (const socketId of [...this.tails.keys()]) this.end(socketId);
  }

  /** Starts after the answer, in the place of the socket's earlier tail. Ends with `stop`, or with the socket. */
  follow(caller: Caller, { userId, namespace, stop }: TailCommands): void {
    if (stop === true) {
      this.end(caller.socketId);
      return;
    }
    caller.afterAnswer((ok) => {
      if (ok) this.start(caller.socketId, { userId, namespace });
    });
  }

  private start(socketId: string, filter: TailFilter): void {
    const socket = this.server.socket('/admin', socketId);
    if (socket === undefined) return;
    this.tails.get(socketId)?.close();
    if (!this.watched.has(socket)) socket.once('disconnect', () => this.end(socketId));
    this.watched.add(socket);
    const tail = new Tail(socketId, filter, (line) => {
      this.broadcaster.toSocket('/admin', socketId, 'admin:tail', line);
    });
    this.tails.set(socketId, tail);
    this.stopObserving ??= this.log.observe((record) => {
      for (const each of this.tails.values()) each.offer(record);
    });
  }

  private end(socketId: string): void {
    this.tails.get(socketId)?.close();
    this.tails.delete(socketId);
    if (this.tails.size > 0) return;
    this.stopObserving?.();
    this.stopObserving = undefined;
  }
}
