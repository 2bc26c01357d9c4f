import { Logger } from '@nestjs/common';

import { isRefusal, type RedisClient } from './redis-client.js';

/** How long after Redis has refused a subscription it is asked again. */
const INSIST_MS = 3000;

type Listener = (...args: unknown[]) => unknown;

/**
 * A subscribing client as Socket.IO's adapter uses it. The adapter throws at a message that it does not understand, as
 * another program on the same Redis may send one, and that would end the process: here it is left out.
 */
export class AdapterSubscriber {
  private readonly logger = new Logger(AdapterSubscriber.name);
  /** What was registered with the client, by what the adapter gave. */
  private readonly registered = new Map<Listener, Listener>();
  private told = false;
  private refused = false;

  constructor(private readonly client: RedisClient) {}

  on(event: string, listener: Listener): void {
    const careful: Listener = (...args) => {
      try {
        const result = listener.apply(this.client, args);
        if (result instanceof Promise) result.catch((error: unknown) => this.leftOut(error));
      } catch (error) {
        this.leftOut(error);
      }
    };
    this.registered.set(listener, careful);
    this.client.on(event, careful);
  }

  off(event: string, listener: Listener): void {
    this.client.off(event, this.registered.get(listener) ?? listener);
    this.registered.delete(listener);
  }

  subscribe(channels: string[]): void {
    this.insist(() => this.client.subscribe(...channels));
  }

  psubscribe(pattern: string): void {
    this.insist(() => this.client.psubscribe(pattern));
  }

  unsubscribe(channels: string[]): void {
    this.client.unsubscribe(...channels).catch(ended);
  }

  punsubscribe(pattern: string): void {
    this.client.punsubscribe(pattern).catch(ended);
  }

  /** A subscription waits for its connection, until that is closed for good. What Redis forbids is tried again. */
  private insist(subscribe: () => Promise<unknown>): void {
    subscribe().catch((error: unknown) => {
      if (!isRefusal(error)) return;
      if (!this.refused) this.logger.warn(`Redis refuses a subscription: ${error.message}; trying again`);
      this.refused = true;
      setTimeout(() => this.insist(subscribe), INSIST_MS).unref();
    });
  }

  /** Once is enough: whoever sends such things sends many. */
  private leftOut(error: unknown): void {
    if (this.told) return;
    this.told = true;
    this.logger.warn(`a message in Redis is none of ours: does another program use its channels? ${String(error)}`);
  }
}

/** The connection is closed for good. */
function ended(): void {
  // The adapter does not wait for it either.
}
