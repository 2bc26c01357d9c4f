import type { Socket as TcpSocket } from 'node:net';

/**
 * Lets everything that one turn of the event loop writes to a socket leave in one system call: the socket is corked with
 * its first write and uncorked, with all others, at the end of the turn. An idle server delays nothing beyond that.
 */
export class TickWriter {
  private corked: TcpSocket[] = [];
  private scheduled = false;

  /** Holds the socket's writes until the end of this turn. */
  cork(socket: TcpSocket): void {
    if (socket.writableCorked > 0) return;
    socket.cork();
    this.corked.push(socket);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.uncork());
  }

  private uncork(): void {
    this.scheduled = false;
    const { corked } = this;
    this.corked = [];
    for (const socket of corked) socket.uncork();
  }
}
