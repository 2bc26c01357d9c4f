import type { Server as HttpServer } from 'node:http';

import type { INestApplication, WsMessageHandler } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import type { Namespace as SocketNamespace, ServerOptions } from 'socket.io';

import { Config } from '../../config/config.js';
import { AdapterSubscriber } from '../cluster/adapter-subscriber.js';
import { ControlBus } from '../cluster/control-bus.js';
import { Dispatcher } from '../commands/dispatcher.js';
import { NamespaceAuthentication } from './namespace-authentication.js';
import { OutboundLimit } from '../delivery/outbound-limit.js';
import { FrameWriter } from '../sockets/frame-writer.js';
import type { AnyEvents, RealtimeServer, RealtimeSocket, SocketData } from '../sockets/realtime-socket.js';
import { RedisConnection } from '../cluster/redis-connection.js';
import { serverOptions } from './server-options.js';
import { SocketLifecycle } from './socket-lifecycle.js';
import { SocketServer } from '../sockets/socket-server.js';

/** What the adapter's channels begin with: with its default, the nodes would obey any other Socket.IO server on that Redis. */
const ADAPTER_CHANNELS = 'depth:socket.io';

/**
 * Joins Nest's gateways to Socket.IO: the server's options, Redis pub/sub when it is configured, the authentication before
 * every namespace, and our dispatcher in the place of Nest's own binding of handlers.
 */
export class RealtimeIoAdapter extends IoAdapter {
  constructor(private readonly app: INestApplication) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): RealtimeServer {
    const { publisher, subscriber } = this.app.get(RedisConnection);
    const server = super.createIOServer(port, {
      ...options,
      ...serverOptions(this.app.get(Config)),
      ...(publisher === undefined || subscriber === undefined
        ? {}
        : { adapter: createAdapter(publisher, new AdapterSubscriber(subscriber.client), { key: ADAPTER_CHANNELS }) }),
    } as ServerOptions) as RealtimeServer;
    this.app.get(SocketServer).attach(server);
    this.guard(server.of('/'));
    server.on('new_namespace', (namespace) => this.guard(namespace));
    this.app.get(ControlBus).listen();
    this.app.get(FrameWriter).watch(server);
    this.app.get(OutboundLimit).watch(server, this.app.getHttpServer() as HttpServer);
    return server;
  }

  override bindMessageHandlers(socket: RealtimeSocket, handlers: WsMessageHandler[]): void {
    this.app.get(Dispatcher).bind(socket, handlers);
  }

  /** Without a listener of its own for each socket: Nest's takes 0.3 kB. */
  override bindClientDisconnect(socket: RealtimeSocket, callback: (reason: string) => void): void {
    socket.data.tellGateway = callback;
  }

  private guard(namespace: SocketNamespace<AnyEvents, AnyEvents, AnyEvents, SocketData>): void {
    const authentication = this.app.get(NamespaceAuthentication);
    const lifecycle = this.app.get(SocketLifecycle);
    namespace.use((socket, next) => authentication.authenticate(socket, next));
    namespace.on('connection', (socket) => lifecycle.connected(socket));
  }
}
