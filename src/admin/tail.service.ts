import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { Caller } from '../realtime/commands/caller.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import type { TailCommands } from './admin.protocol.js';
import { CommandLines } from './command-lines.js';
import { filterKey, Tail, type TailFilter } from './tail.js';
import { TailRequests } from './tail-requests.js';

/** The commands of all nodes, live, to the administrators who follow them here. Costs nothing while nobody does. */
@Injectable()
export class TailService implements OnModuleDestroy {
  private readonly tails = new Map<string, Tail>();
  /** The sockets whose end is listened for. */
  private readonly watched = new WeakSet<object>();
  private stopObserving: (() => void) | undefined;

  constructor(
    private readonly commands: CommandLines,
    private readonly requests: TailRequests,
    private readonly server: SocketServer,
    private readonly broadcaster: Broadcaster,
  ) {
    requests.onLine((key, line) => {
      for (const tail of this.tails.values()) if (filterKey(tail.filter) === key) tail.offer(line);
    });
  }

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
    const tell = (line: object): void => this.broadcaster.toSocket('/admin', socketId, 'admin:tail', line);
    this.tails.set(socketId, new Tail(filter, tell, socketId));
    this.stopObserving ??= this.commands.observe((line) => {
      for (const tail of this.tails.values()) tail.offer(line);
    });
    this.request();
  }

  private end(socketId: string): void {
    const tail = this.tails.get(socketId);
    if (tail === undefined) return;
    tail.close();
    this.tails.delete(socketId);
    this.request();
    if (this.tails.size > 0) return;
    this.stopObserving?.();
    this.stopObserving = undefined;
  }

  private request(): void {
    this.requests.want([...this.tails.values()].map(({ filter }) => filter));
  }
}
