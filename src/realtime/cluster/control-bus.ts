import { Injectable, Logger } from '@nestjs/common';

import { RedisConnection } from './redis-connection.js';
import { SocketServer } from '../sockets/socket-server.js';

type Handler = (data: unknown) => void;

const EVENT = 'depth:control';

/**
 * Tells every node, this one first, of something that it must act on, such as a revoked session. Delivery to the other
 * nodes is best effort: it is lost while Redis is away.
 */
@Injectable()
export class ControlBus {
  private readonly logger = new Logger(ControlBus.name);
  private readonly handlers = new Map<string, Handler[]>();

  constructor(
    private readonly server: SocketServer,
    private readonly redis: RedisConnection,
  ) {}

  /** Calls `handler` with what is published on the topic, here or on another node. */
  on(topic: string, handler: Handler): void {
    const handlers = this.handlers.get(topic);
    if (handlers === undefined) this.handlers.set(topic, [handler]);
    else handlers.push(handler);
  }

  /** Acts here at once, and on the other nodes when the message has reached them. `data` must survive JSON. */
  publish(topic: string, data: object): void {
    // First to those who are further away: the message travels while this node acts.
    if (this.redis.configured && this.server.attached) this.server.io.serverSideEmit(EVENT, topic, data);
    this.receive(topic, data);
  }

  /** Starts to listen to the other nodes. Called once, when the server exists. */
  listen(): void {
    this.server.io.on(EVENT, (topic: unknown, data: unknown) => {
      if (typeof topic === 'string') this.receive(topic, data);
    });
  }

  private receive(topic: string, data: unknown): void {
    for (const handler of this.handlers.get(topic) ?? []) {
      try {
        handler(data);
      } catch (error) {
        this.logger.error(`${topic}: ${String(error)}`);
      }
    }
  }
}
