import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { onCleanup } from '../../support/cleanup.js';

/** A request with its whole body. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Handler = (request: Received, response: ServerResponse) => void;

/** A real HTTP server on a port of its own, which may go away and come back. Stopped with the test or the file. */
export class HttpService {
  private server: Server | undefined;
  private port = 0;

  private constructor(private readonly handler: Handler) {}

  static async start(handler: Handler): Promise<HttpService> {
    const service = new HttpService(handler);
    await service.open();
    onCleanup(() => service.close());
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens again, on the same port. */
  async open(): Promise<void> {
    const server = createServer((request, response) => void this.receive(request, response));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** From now on connections are refused, and those that there are are cut. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    } catch {
      // The sender was killed in the middle.
      return;
    }
    this.handler(
      { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('utf8') },
      response,
    );
  }
}

/** Answers with JSON. */
export function reply(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
