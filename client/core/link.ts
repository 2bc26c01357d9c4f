import type { Manager, Socket } from 'socket.io-client';

import type { BatchedEvent, KernelEvents } from '../../src/realtime/realtime.protocol.js';
import { pauseAfter } from './backoff.js';
import type { Connection } from './connection.js';
import { Emitter, type Unsubscribe } from './emitter.js';
import { inTime } from './in-time.js';
import { disconnected, notJson, RealtimeError } from './realtime-error.js';

/** The end of a command: its data, or why there is none. */
export type Reply = (error: RealtimeError | undefined, data: unknown) => void;

interface LinkEvents {
  /** The namespace is connected: a new socket, in no room. */
  up: undefined;
  /** It is connected no more. */
  down: undefined;
  /** The server refused the connection, and the same again would be refused too. */
  refused: RealtimeError;
  /** Nobody is to wait for the connection. */
  givenUp: RealtimeError;
}

/** One namespace of the shared connection: sends commands, hears events, and comes back by itself. */
export class Link {
  /** Its comings and goings. */
  readonly changes = new Emitter<LinkEvents>();
  up = false;
  private readonly socket: Socket;
  private readonly events = new Emitter<Record<string, unknown>>();
  private readonly owed = new Map<number, Reply>();
  private wanted = false;
  private asked = false;
  private failures = 0;
  private lastError: RealtimeError | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly namespace: string,
    manager: Manager,
    private readonly connection: Connection,
  ) {
    this.socket = manager.socket(namespace, { auth: (give: (auth: object) => void) => give(connection.auth()) });
    this.socket.on('connect', () => this.connected());
    this.socket.on('connect_error', (error: Error & { data?: unknown }) => {
      // Still active: the transport failed, which is the connection's business.
      if (!this.socket.active) this.refused(RealtimeError.from(error.data ?? { message: error.message }));
    });
    this.socket.on('disconnect', (reason) => {
      this.lost();
      if (reason === 'io server disconnect') this.ended();
    });
    this.socket.onAny((event: string, data: unknown) => this.receive(event, data));
  }

  /** Hears an event of the server. */
  on<T>(event: string, handler: (data: T) => void): Unsubscribe {
    return this.events.on(event, (data) => handler(data as T));
  }

  /** Makes sure that the namespace is connected, now or as soon as there is a connection. */
  use(): void {
    this.wanted = true;
    if (this.connection.open) this.connect();
  }

  /** Takes part in a new connection, if anybody uses the namespace. */
  join(): void {
    if (this.wanted) this.connect();
  }

  /** How many answers are owed. */
  get waiting(): number {
    return this.owed.size;
  }

  /**
   * Sends a command once. The reply comes once, within the same task in which the answer arrived: before any event that
   * came after it.
   */
  send(event: string, payload: object, reply: Reply): void {
    const refusal = this.up ? unsendable(event, payload, this.connection.maxPayload) : disconnected();
    if (refusal !== undefined) {
      reply(refusal, undefined);
      return;
    }
    const id = this.connection.frame('out', this.namespace, event, payload);
    const sentAt = Date.now();
    this.owed.set(id, reply);
    const answered = (answer: { data?: unknown; error?: unknown } | undefined): void => {
      if (!this.owed.delete(id)) return;
      this.connection.frame('ack', this.namespace, event, answer, id, Date.now() - sentAt);
      if (answer?.error === undefined) reply(undefined, answer?.data);
      else reply(RealtimeError.from(answer.error, event), undefined);
    };
    this.socket.emit(event, payload, answered);
  }

  /** {@link send} as a promise. */
  attempt<T>(event: string, payload: object): Promise<T> {
    return new Promise((resolve, reject) => {
      this.send(event, payload, (error, data) => (error === undefined ? resolve(data as T) : reject(error)));
    });
  }

  /** Repeats a command until it is answered for good, or its time is over. It must be safe to repeat. */
  async command<T>(event: string, payload: object, deadlineMs = this.connection.settings.deadlineMs): Promise<T> {
    const deadline = Date.now() + deadlineMs;
    for (let failures = 0; ; failures++) {
      await this.ready(deadline, event);
      try {
        return await this.inTime(this.attempt<T>(event, payload), deadline, event);
      } catch (error) {
        if (!(error instanceof RealtimeError) || !error.retryable) throw error;
        // The next connection is waited for anyway.
        if (error.code === 'DISCONNECTED') continue;
        const pause = pauseAfter(error, failures, { minMs: 300, maxMs: 5000 });
        if (Date.now() + pause > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** Sends until it is taken, or the connection goes, or there is nothing to send any more. It must be safe to repeat. */
  insist(event: string, payload: () => object | undefined, taken?: (data: unknown) => void, failures = 0): void {
    const wanted = payload();
    if (wanted === undefined) return;
    this.send(event, wanted, (error, data) => {
      if (error === undefined) taken?.(data);
      else if (error.retryable && error.code !== 'DISCONNECTED') {
        const again = (): void => this.insist(event, payload, taken, failures + 1);
        setTimeout(again, pauseAfter(error, failures, { minMs: 500, maxMs: 10_000 }));
      }
    });
  }

  /** Ends the part of this namespace in the connection, because that is being closed. */
  drop(): void {
    this.socket.disconnect();
    this.lost();
  }

  /** The connection was given up, or the client closed: nobody is to wait for it. */
  giveUp(error: RealtimeError): void {
    this.changes.emit('givenUp', error);
  }

  /** Why nobody should wait for this namespace to be connected, if that is so. */
  get hopeless(): RealtimeError | undefined {
    return this.connection.hopeless;
  }

  /** A deadline is over: with what stood in the way of the connection, if it did. */
  tooLate(event?: string): RealtimeError {
    const cause = this.connection.state.get().error;
    return new RealtimeError('DEADLINE', 'there was no answer in time', {
      retryable: true,
      cause,
      event,
    });
  }

  private async ready(deadline: number, event: string): Promise<void> {
    if (this.up) return;
    if (this.hopeless !== undefined) throw this.hopeless;
    this.use();
    const ends: Unsubscribe[] = [];
    const up = new Promise<void>((resolve, reject) => {
      ends.push(
        this.changes.on('up', () => resolve()),
        this.changes.on('refused', reject),
        this.changes.on('givenUp', reject),
      );
    });
    await this.inTime(up, deadline, event).finally(() => ends.forEach((end) => end()));
  }

  private inTime<T>(work: Promise<T>, deadline: number, event: string): Promise<T> {
    return inTime(work, deadline - Date.now(), () => this.tooLate(event));
  }

  private connect(): void {
    // A second CONNECT on one connection would make a second socket of it on the server.
    if (this.asked || this.up) return;
    clearTimeout(this.timer);
    this.asked = true;
    this.socket.connect();
  }

  private connected(): void {
    this.up = true;
    this.failures = 0;
    this.lastError = undefined;
    this.connection.linkUp(this);
    this.changes.emit('up', undefined);
  }

  private lost(): void {
    this.asked = false;
    clearTimeout(this.timer);
    // What was written to a connection that had died would be sent with the next one, before its rooms are joined.
    this.socket.sendBuffer = [];
    if (!this.up) return;
    this.up = false;
    const owed = [...this.owed.values()];
    this.owed.clear();
    for (const reply of owed) reply(disconnected(), undefined);
    this.changes.emit('down', undefined);
  }

  /** Disconnected by the server: it said why in an `error` before, if at all. Reconnecting is up to us. */
  private ended(): void {
    const cause = this.lastError;
    if (cause?.code.startsWith('AUTH_') === true) this.again(cause);
    else this.again(disconnected('the server ended the connection', { cause }));
  }

  private refused(error: RealtimeError): void {
    this.asked = false;
    if (error.retryable || error.code === 'AUTH_EXPIRED') {
      this.again(error);
      return;
    }
    if (this.connection.linkRefused(this, error)) return;
    this.changes.emit('refused', error);
  }

  private again(error: RealtimeError): void {
    if (this.connection.linkRefused(this, error)) return;
    const pause = pauseAfter(error, this.failures++, this.connection.settings.reconnect);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connectAfresh(error), pause);
  }

  private async connectAfresh(error: RealtimeError): Promise<void> {
    try {
      if (error.code.startsWith('AUTH_')) await this.connection.tokens.fetch();
      if (this.connection.open) this.connect();
    } catch (cause) {
      // Otherwise the next connection takes it along.
      if (cause instanceof RealtimeError && this.connection.open) this.again(cause);
    }
  }

  private receive(event: string, data: unknown): void {
    if (event === 'batch') {
      for (const batched of data as readonly BatchedEvent[]) this.hand(batched.event, batched.data);
    } else this.hand(event, data);
  }

  private hand(event: string, data: unknown): void {
    this.connection.frame('in', this.namespace, event, data);
    if (event === ('error' satisfies keyof KernelEvents)) this.lastError = RealtimeError.from(data);
    this.events.emit(event, data);
  }
}

/** What must not be sent: the server ends the connection of whoever sends far too much, each time that it is repeated. */
function unsendable(event: string, payload: object, most: number): RealtimeError | undefined {
  try {
    // At least so many bytes. What is over the limit by these alone, the server answers itself.
    if (JSON.stringify(payload).length <= most) return undefined;
    return new RealtimeError('PAYLOAD_TOO_LARGE', 'the payload is too large', { event });
  } catch (cause) {
    return notJson(cause, event);
  }
}
