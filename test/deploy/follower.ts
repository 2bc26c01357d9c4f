import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';

import type { JoinedConversation, Message, Since } from '../../src/chat/chat.protocol.js';
import { createClient, type ConnectError, type ConnectOptions, type Reply } from '../support/client.js';

const RETRY_MS = 200;
const ANSWER_MS = 5000;

/** An ordinary client of one conversation: it reconnects by itself, says where it stands, and gets the rest. */
export class Follower {
  /** What it was shown, in that order. */
  readonly shown: Message[] = [];
  readonly socket: Socket;
  private since: Since | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    url: string,
    private readonly conversationId: string,
    options: ConnectOptions,
  ) {
    const reconnection = { reconnection: true, reconnectionDelay: RETRY_MS, reconnectionDelayMax: 1000 };
    this.socket = createClient(url, '/chat', { ...reconnection, ...options });
    this.socket.on('connect', () => this.join());
    this.socket.on('chat:message', (message: Message) => this.show(message));
    this.socket.on('connect_error', ({ data }: ConnectError) => {
      // A refusal of the server itself; every other failure is tried again by the library.
      if (data?.retryable === true) setTimeout(() => this.socket.connect(), RETRY_MS);
    });
    this.socket.connect();
  }

  /** Repeats the message with one id until it is acknowledged. */
  async send(content: string, clientMessageId: string): Promise<Message> {
    const payload = { conversationId: this.conversationId, content, clientMessageId };
    for (;;) {
      const reply = await new Promise<Reply<Message> | undefined>((resolve) => {
        this.ask('chat:message', payload, resolve);
      });
      if (reply?.data !== undefined) return reply.data;
      await wait(RETRY_MS);
    }
  }

  /** Resolves when `done` is true, which is asked at the first and whenever something was shown or joined. */
  async until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!done()) return;
        this.listeners.delete(check);
        resolve();
      };
      this.listeners.add(check);
      check();
    });
  }

  get joined(): boolean {
    return this.since !== undefined;
  }

  private join(): void {
    const { conversationId, since } = this;
    this.ask<JoinedConversation>('chat:join', { conversationId, since }, (reply) => {
      if (reply?.data === undefined) {
        setTimeout(() => {
          if (this.socket.connected) this.join();
        }, RETRY_MS);
        return;
      }
      const { epoch, seq, recovered, events } = reply.data;
      if (since !== undefined && !recovered) throw new Error('what was missed could not be recovered');
      this.since = { epoch, seq };
      for (const { data } of events) this.show(data as Message);
      this.notify();
    });
  }

  private show(message: Message): void {
    this.shown.push(message);
    if (this.since !== undefined) this.since = { ...this.since, seq: Math.max(this.since.seq, message.seq) };
    this.notify();
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /**
   * Calls back with undefined when there was no answer. Not a promise: live events may follow the answer at once, and
   * would be shown before what was missed.
   */
  private ask<T>(event: string, payload: object, answered: (reply: Reply<T> | undefined) => void): void {
    this.socket.timeout(ANSWER_MS).emit(event, payload, (late: Error | null, reply?: Reply<T>) => {
      answered(late === null ? reply : undefined);
    });
  }
}
