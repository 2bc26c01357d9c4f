import type { Socket } from 'socket.io-client';

import type { JoinedConversation, Message, Since } from '../../../src/chat/chat.protocol.js';
import { createClient, type ConnectError, type Reply } from '../../support/client.js';
import { freeze } from '../../support/freeze.js';
import type { ReceivedMessage, SentMessage, Witness } from './history.js';

export interface ParticipantOptions {
  readonly url: string;
  readonly token: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Tells apart the participants of one user. Default: the user's id. */
  readonly name?: string;
  /** Send again, under the same id, what had no answer or a retryable one, as a careful client does. */
  readonly resend?: boolean;
  /** Begin anew, as an ordinary client does, after missing more than a recovery tells. Otherwise that is a trouble. */
  readonly reload?: boolean;
  /** Default: as the library does it, HTTP first and then a WebSocket. */
  readonly transports?: readonly string[] | undefined;
  /** Take as little of this process as can be: nothing is inflated, nothing compared with the contract. For measuring. */
  readonly bare?: boolean;
}

interface Received extends ReceivedMessage {
  /** From `performance.now()`. */
  readonly at: number;
}

/** A message on its way. */
class Outgoing implements SentMessage {
  answer: Message | undefined;
  readonly refusals: string[] = [];
  unanswered = 0;
  attempts = 0;
  connection = '';
  sentAt = 0;
  answeredAt: number | undefined;
  pending = false;

  constructor(
    readonly senderId: string,
    readonly clientId: string,
    readonly content: string,
  ) {}

  /** Whether another attempt could still succeed. */
  get unsettled(): boolean {
    return this.answer === undefined && !this.pending;
  }
}

const RETRY_MS = 250;
const BARE = { contract: false, transportOptions: { websocket: { perMessageDeflate: false } } };
/** Texts that were received, each once: every participant remembers all that it was told. */
const TEXTS = new Map<string, string>();

function remembered(content: string): string {
  const text = TEXTS.get(content) ?? content;
  TEXTS.set(text, text);
  return text;
}

/**
 * A client in a conversation that writes down everything it sends, is answered and receives. It reconnects as
 * socket.io-client does by itself, and each time joins with the last position that it knows.
 */
export class Participant implements Witness {
  readonly name: string;
  readonly received: Received[] = [];
  readonly sent: Outgoing[] = [];
  readonly troubles: string[] = [];
  /** The longest that it waited for an answer, in milliseconds. */
  longestWaitMs = 0;
  /** How often it lost its connection. */
  losses = 0;
  from = 0;
  private readonly socket: Socket;
  private since: Since | undefined;
  private joinedConnection: string | undefined;
  private unfreeze: (() => void) | undefined;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: ParticipantOptions) {
    this.name = options.name ?? options.userId;
    this.socket = createClient(options.url, '/chat', {
      token: options.token,
      reconnection: true,
      ...(options.transports === undefined ? {} : { transports: [...options.transports] }),
      ...(options.bare === true ? BARE : {}),
    });
    this.socket.on('chat:message', (message: Message) => this.take(message));
    this.socket.on('connect', () => this.join());
    this.socket.on('disconnect', (reason) => this.disconnected(reason));
    this.socket.on('connect_error', (error: ConnectError) => this.refused(error));
    this.socket.on('error', (error: { code: string }) => this.troubles.push(`was told ${error.code}`));
  }

  /** Resolves when it has joined for the first time. */
  async start(): Promise<this> {
    this.socket.connect();
    await this.when(() => this.joined);
    return this;
  }

  get joined(): boolean {
    return this.joinedConnection !== undefined;
  }

  /** The seq up to which it has received everything, if nothing went wrong. */
  get last(): number {
    return this.received.at(-1)?.seq ?? this.from;
  }

  /** How many of its messages are neither acknowledged nor given up. */
  get outstanding(): number {
    return this.sent.filter((message) => message.pending || (this.resends(message) && message.unsettled)).length;
  }

  /** Sends a message now; while it is not joined, after the next join when it resends, else never. */
  send(content: string, clientId = `${this.name}-${this.sent.length}`): Outgoing {
    const message = new Outgoing(this.options.userId, clientId, content);
    this.sent.push(message);
    this.attempt(message);
    return message;
  }

  /** Resolves once the condition holds; looks whenever something has come. */
  async when(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
    });
  }

  /** Reads nothing more from its connection, which stays open. */
  freeze(): void {
    this.unfreeze = freeze(this.socket);
  }

  /** Reads on, what has come meanwhile first. */
  thaw(): void {
    this.unfreeze?.();
  }

  /** Gives up: what has no answer by now has none. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.socket.disconnect();
  }

  private join(): void {
    const { id } = this.socket;
    const { conversationId } = this.options;
    this.socket.emit('chat:join', { conversationId, since: this.since }, (reply: Reply<JoinedConversation>) => {
      if (id === undefined || this.socket.id !== id) return;
      if (reply.data !== undefined) this.entered(id, reply.data);
      else if (reply.error?.retryable === true) this.later(() => this.socket.id === id && this.join());
      else this.troubles.push(`could not join: ${reply.error?.code ?? 'neither data nor error'}`);
    });
  }

  private entered(connection: string, joined: JoinedConversation): void {
    if (this.options.reload === true && !joined.recovered) this.forget();
    if (this.since === undefined) this.from = joined.seq;
    else if (!joined.recovered) this.troubles.push(`was not told what it missed after #${this.since.seq}`);
    this.since = { epoch: joined.epoch, seq: this.since?.seq ?? joined.seq };
    for (const { data } of joined.events) this.take(data as Message);
    this.joinedConnection = connection;
    if (this.options.resend === true) for (const message of this.sent) if (message.unsettled) this.attempt(message);
    this.notify();
  }

  private forget(): void {
    this.since = undefined;
    this.received.length = 0;
  }

  private take({ id, seq, content }: Message): void {
    const at = performance.now();
    this.received.push({ id, seq, content: remembered(content), at });
    if (this.since !== undefined) this.since = { epoch: this.since.epoch, seq: Math.max(this.since.seq, seq) };
    this.notify();
  }

  private attempt(message: Outgoing): void {
    const { conversationId } = this.options;
    // The client library would keep it and send it before the join.
    if (this.joinedConnection === undefined) return;
    const { clientId, content } = message;
    message.connection = this.joinedConnection;
    message.attempts += 1;
    message.pending = true;
    message.sentAt = performance.now();
    this.socket.emit('chat:message', { conversationId, content, clientMessageId: clientId }, (reply: Reply<Message>) =>
      this.answered(message, reply),
    );
  }

  private answered(message: Outgoing, { data, error }: Reply<Message>): void {
    message.pending = false;
    this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - message.sentAt);
    if (data !== undefined) {
      message.answer = { ...data, content: remembered(data.content) };
      message.answeredAt = performance.now();
    } else {
      message.refusals.push(error?.code ?? 'neither data nor error');
      if (this.resends(message)) {
        const { connection } = message;
        this.later(() => message.unsettled && this.joinedConnection === connection && this.attempt(message));
      }
    }
    this.notify();
  }

  private resends(message: Outgoing): boolean {
    return this.options.resend === true && message.answer === undefined;
  }

  private disconnected(reason: string): void {
    this.joinedConnection = undefined;
    this.losses += 1;
    for (const message of this.sent) {
      if (!message.pending) continue;
      message.pending = false;
      message.unanswered += 1;
    }
    if (reason === 'io server disconnect') this.troubles.push('was disconnected by the server');
    this.notify();
  }

  /** A refusal by the server, unlike a failed connection, is not tried again by the client itself. */
  private refused(error: ConnectError): void {
    if (this.socket.active) return;
    if (error.data?.retryable === true) this.later(() => this.socket.connect());
    else this.troubles.push(`could not connect: ${error.data?.code ?? error.message}`);
  }

  private later(act: () => unknown): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, RETRY_MS);
    this.timers.add(timer);
  }

  private notify(): void {
    for (const check of [...this.waiting]) check();
  }
}
