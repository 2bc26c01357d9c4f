import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';

import { WebSocket } from 'ws';

import { onCleanup } from '../support/cleanup.js';

/** How a connection came to its end: the close code of WebSocket, 1006 when the TCP connection broke. */
export interface Closed {
  readonly code: number;
}

/** A WebSocket below Socket.IO: it sends whatever text or bytes a test wants, and keeps what comes. */
export class RawClient {
  readonly received: string[] = [];
  readonly closed: Promise<Closed>;
  private readonly listeners = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.received.push(data.toString('utf8'));
      for (const listener of [...this.listeners]) listener();
    });
    // What broke is told by the close event that follows.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve({ code })));
    onCleanup(() => socket.terminate());
  }

  /** A connection of Engine.IO that has not joined any namespace. */
  static async open(url: string, options: { compress?: boolean } = {}): Promise<RawClient> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const client = new RawClient(new WebSocket(address, { perMessageDeflate: options.compress ?? false }));
    await client.until((text) => text.startsWith('0'));
    return client;
  }

  /** The same with the user's socket in the namespace. */
  static async connected(url: string, namespace: string, token: string): Promise<RawClient> {
    const client = await RawClient.open(url);
    client.socket.send(`40${namespace},${JSON.stringify({ token })}`);
    await client.until((text) => text.startsWith(`40${namespace},`));
    return client;
  }

  /** Ends it without a word. */
  drop(): void {
    this.socket.terminate();
  }

  /** The first message, from the beginning on, for which `matches` holds. */
  until(matches: (text: string) => boolean, timeoutMs = 10_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(check);
        act();
      };
      const timer = setTimeout(() => {
        settle(() => reject(new Error(`no such message within ${timeoutMs} ms; had ${this.received.length}`)));
      }, timeoutMs);
      const check = (): void => {
        const found = this.received.find(matches);
        if (found !== undefined) settle(() => resolve(found));
      };
      this.listeners.add(check);
      void this.closed.then(({ code }) => settle(() => reject(new Error(`closed with ${code} before such a message`))));
      check();
    });
  }
}

/** A TCP connection to the node. What breaks it is told by its `close` event. */
export async function openTcp(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => undefined);
  onCleanup(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The request with which a WebSocket of Engine.IO begins. */
export const UPGRADE_REQUEST = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** Resolves with how long it took from now until the TCP connection was closed, in whichever way. */
export async function untilClosed(socket: Socket): Promise<number> {
  const startedAt = performance.now();
  // Not once() of node:events, which rejects when the connection breaks.
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  return performance.now() - startedAt;
}
