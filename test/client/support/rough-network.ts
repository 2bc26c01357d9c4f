import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { tracked } from '../../support/cleanup.js';

/**
 * How a network fails.
 *
 * - `reset`: both ends are told at once.
 * - `close`: both ends see an orderly end.
 * - `silence`: nobody is told anything. What is sent disappears, for as long as the two ends believe in the connection.
 */
export type Cut = 'reset' | 'close' | 'silence';

interface Wire {
  readonly near: Socket;
  readonly far: Socket;
  silent: boolean;
  deaf: boolean;
}

/** A TCP proxy before a server, that can be cut. */
export class RoughNetwork {
  /** While true nobody gets through anew. */
  refusing = false;
  /** While true WebSockets are refused, as some proxies do, and other HTTP is not. */
  refusingWebSockets = false;
  /** While true WebSockets are neither let through nor refused. */
  swallowingWebSockets = false;
  /** How many connections have been made through it. */
  connections = 0;
  private readonly wires = new Set<Wire>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near) => this.connect(near));
  }

  static async to(url: string): Promise<RoughNetwork> {
    const server = createServer();
    const network = new RoughNetwork(server, Number(new URL(url).port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return tracked(network);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many connections are open that have not been silenced. */
  get alive(): number {
    return [...this.wires].filter(({ silent }) => !silent).length;
  }

  /** Cuts what is connected now. What is silent already stays so: its ends must find out by themselves. */
  cut(how: Cut): void {
    for (const wire of this.wires) {
      if (wire.silent) continue;
      if (how === 'silence') wire.silent = true;
      else {
        for (const end of [wire.near, wire.far]) {
          if (how === 'reset') end.resetAndDestroy();
          else end.destroy();
        }
      }
    }
  }

  /** From now on what clients send arrives, and nothing comes back, until they give the connection up. */
  loseAnswers(): void {
    for (const wire of this.wires) wire.deaf = true;
  }

  async stop(): Promise<void> {
    for (const { near, far } of this.wires) {
      near.destroy();
      far.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(near: Socket): void {
    if (this.refusing) {
      near.resetAndDestroy();
      return;
    }
    this.connections += 1;
    const wire: Wire = { near, far: connect(this.target, '127.0.0.1'), silent: false, deaf: false };
    this.wires.add(wire);
    this.carry(wire, near, wire.far);
    this.carry(wire, wire.far, near);
  }

  private carry(wire: Wire, from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (this.refusingWebSockets && from === wire.near && chunk.includes('pgrade: websocket')) {
        from.resetAndDestroy();
        return;
      }
      if (this.swallowingWebSockets && from === wire.near && chunk.includes('pgrade: websocket')) wire.silent = true;
      if (!wire.silent && !(wire.deaf && to === wire.near)) to.write(chunk);
    });
    // What happened is told by 'close', which follows.
    from.on('error', () => undefined);
    from.on('close', () => {
      if (!wire.silent) to.destroy();
      else if (wire.near.destroyed && wire.far.destroyed) this.wires.delete(wire);
      if (!wire.silent) this.wires.delete(wire);
    });
  }
}
