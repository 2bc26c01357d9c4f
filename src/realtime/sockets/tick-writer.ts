import type { Socket as TcpSocket } from 'node:net';

import { Outgoing } from './outgoing.js';

/**
 * Lets everything that one turn of the event loop sends to a socket leave in one system call, at the end of the turn. An
 * idle server delays nothing beyond that.
 */
export class TickWriter {
  private gathering: Outgoing[] = [];
  private corked: TcpSocket[] = [];
  private scheduled = false;

  /** Holds what others write to the socket until the end of this turn. */
  cork(socket: TcpSocket): void {
    if (socket.writableCorked > 0) return;
    socket.cork();
    this.corked.push(socket);
    this.schedule();
  }

  /** What it gathers is written at the end of this turn. */
  gather(outgoing: Outgoing): void {
    this.gathering.push(outgoing);
    this.schedule();
  }

  /** Writes everything now. */
  flush(): void {
    const { gathering, corked } = this;
    this.gathering = [];
    this.corked = [];
    for (const [index, outgoing] of gathering.entries()) outgoing.leave(gathering[index - 1], gathering[index + 1]);
    for (const socket of corked) socket.uncork();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }
}
