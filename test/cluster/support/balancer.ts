import { connect, createServer, type Server, type Socket } from 'node:net';

interface Target {
  readonly port: number;
  ready: boolean;
}

const CHECK_MS = 250;

/**
 * A load balancer of the simplest kind: it gives each TCP connection to the next node that says it is ready, and to
 * another one when that refuses. For WebSocket clients only: the requests of a long-polling client would be spread.
 */
export class Balancer {
  private readonly open = new Set<Socket>();
  private turn = 0;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly server: Server,
    private readonly targets: readonly Target[],
    readonly url: string,
  ) {
    server.on('connection', (client) => this.serve(client));
    this.timer = setInterval(() => void this.check(), CHECK_MS);
  }

  static async start(ports: readonly number[]): Promise<Balancer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the balancer has no port');
    const targets = ports.map((port) => ({ port, ready: true }));
    return new Balancer(server, targets, `http://127.0.0.1:${address.port}`);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    this.keep(client);
    this.turn += 1;
    const ready = this.targets.filter((target) => target.ready);
    const first = ready.length === 0 ? 0 : this.turn % ready.length;
    this.tryNext(client, [...ready.slice(first), ...ready.slice(0, first)]);
  }

  private tryNext(client: Socket, [target, ...others]: readonly Target[]): void {
    if (target === undefined || client.destroyed) {
      client.destroy();
      return;
    }
    const node = connect(target.port, '127.0.0.1');
    const onRefused = (): void => this.tryNext(client, others);
    node.once('error', onRefused);
    node.once('connect', () => {
      node.off('error', onRefused);
      this.keep(node);
      node.on('close', () => client.destroy());
      client.on('close', () => node.destroy());
      node.pipe(client).pipe(node);
    });
  }

  private keep(socket: Socket): void {
    this.open.add(socket);
    // The other half is closed with it.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.open.delete(socket));
  }

  private async check(): Promise<void> {
    await Promise.all(
      this.targets.map(async (target) => {
        const url = `http://127.0.0.1:${target.port}/health/ready`;
        target.ready = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
          ({ ok }) => ok,
          () => false,
        );
      }),
    );
  }
}
