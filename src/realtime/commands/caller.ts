import type { ErrorBody } from '../../errors/coded-error.js';
import type { Namespace } from '../sockets/room.js';
import type { Session } from '../sockets/session.js';

/** What a command is answered with: exactly one of the two. */
export type Reply<T = unknown> = { readonly data: T } | { readonly error: ErrorBody };

/** The socket from which a command came. */
export interface CommandSource {
  readonly session: Session;
  readonly socketId: string;
  readonly namespace: Namespace;
  /** Sends the answer to the command that came with this ack id, or with none. */
  answer(reply: Reply, ackId: number | undefined): void;
}

/** Is told that a command's handler has completed, right before the command is answered. */
export interface CompletionListener {
  /** Not called for a command that has failed, or was answered before it was done. Must not throw. */
  completed(caller: Caller): void;
}

const NOBODY: readonly CompletionListener[] = [];

/**
 * The user behind one command, for as long as that command runs. This is what services get instead of a socket.
 *
 * It is answered once: whichever of success, failure, time-out and shutdown comes first wins, the others do nothing.
 */
export class Caller {
  /** From `performance.now()`, in milliseconds. */
  readonly startedAt = performance.now();
  private open = true;
  private release: (() => void) | undefined;
  private completion = NOBODY;
  private onAnswered: ((ok: boolean) => void)[] | undefined;

  constructor(
    private readonly source: CommandSource,
    /** The command as the client named it: with which of two names matters to some. */
    readonly event: string,
    private readonly ackId?: number,
  ) {}

  get session(): Session {
    return this.source.session;
  }

  get socketId(): string {
    return this.source.socketId;
  }

  get namespace(): Namespace {
    return this.source.namespace;
  }

  get userId(): string {
    return this.session.userId;
  }

  get isAdmin(): boolean {
    return this.session.isAdmin;
  }

  /** Whether an answer is still owed. */
  get pending(): boolean {
    return this.open;
  }

  /** The command has its lane from now on, until it is placed. */
  occupies(release: () => void): void {
    this.release = release;
  }

  /**
   * Lets the next command of this socket to the same stream start. Call it when this command's place in the stream is
   * fixed; without a call the next one waits for the answer.
   */
  placed(): void {
    const { release } = this;
    // Thousands may wait for the same commit: what is done with is not kept until then.
    this.release = undefined;
    release?.();
  }

  /** Tells these, in this order, when the command succeeds. */
  completesWith(listeners: readonly CompletionListener[]): void {
    this.completion = listeners;
  }

  /** Runs `listener` right after the answer was sent; `ok` tells whether it was a success. */
  afterAnswer(listener: (ok: boolean) => void): void {
    if (this.open) (this.onAnswered ??= []).push(listener);
    else listener(false);
  }

  /** Answers with the result. False when the command had been answered already. */
  succeed(data: unknown): boolean {
    if (this.open) for (const listener of this.completion) listener.completed(this);
    return this.settle({ data: data ?? {} }, true);
  }

  /** Answers with an error. False when the command had been answered already. */
  fail(error: ErrorBody): boolean {
    return this.settle({ error }, false);
  }

  private settle(reply: Reply, ok: boolean): boolean {
    if (!this.open) return false;
    this.source.answer(reply, this.ackId);
    // Not before: an answer that cannot be written as JSON is none, and the next one must find the command unanswered.
    this.open = false;
    if (this.onAnswered !== undefined) for (const listener of this.onAnswered) listener(ok);
    this.placed();
    return true;
  }
}
