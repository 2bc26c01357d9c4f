import type { Delays } from './backoff.js';
import type { OutboxStorage } from './outbox-storage.js';

/** How to reach the server, and how patient to be. */
export interface RealtimeClientOptions {
  /** The server, such as `https://rt.example.com`. */
  readonly url: string;
  /**
   * Gives a valid token. Called before every connection and before the token in use ends, so it should answer from a
   * cache while that is good. What it throws counts as a failed attempt, and so does no answer within `tokenTimeoutMs`.
   */
  readonly token: () => Promise<string> | string;
  /**
   * The user whom the token names. Only needed for an outbox that survives a restart: without it, what is written before
   * the first connection is kept in memory until the server has said who the user is.
   */
  readonly userId?: string;
  /** The language of error messages. Default: what the server decides. */
  readonly locale?: 'ar' | 'en';
  /** Takes typing, presence and activity in batches of up to 100 ms: fewer frames on a busy server. Default: false. */
  readonly batch?: boolean;
  /** How long a command is repeated until it is given up with `DEADLINE`, in milliseconds. Default: 30 000. */
  readonly deadlineMs?: number;
  /** Where messages wait that could not be sent yet. Default: in memory, lost with the page. */
  readonly outbox?: OutboxStorage;
  /** Tried in this order. Default: WebSocket, then long-polling where that is blocked. */
  readonly transports?: readonly ('websocket' | 'polling')[];
  /** Pauses between attempts to connect. Default: 500 ms, doubled up to 10 s. */
  readonly reconnect?: Partial<Delays>;
  /**
   * How long the server may be silent while it owes an answer, before the connection is tested; and how long the test
   * may take before it is given up, in milliseconds. Default: 5 000.
   */
  readonly replyTimeoutMs?: number;
  /** How long `token()` may take, in milliseconds. Default: 15 000. */
  readonly tokenTimeoutMs?: number;
  /** False: `connection.connect()` makes the first connection. Default: true. */
  readonly autoConnect?: boolean;
  /** Where Socket.IO is mounted. Default: `/socket.io`. */
  readonly path?: string;
}

/** {@link RealtimeClientOptions} with every default in its place. */
export interface Settings extends RealtimeClientOptions {
  readonly deadlineMs: number;
  readonly replyTimeoutMs: number;
  readonly tokenTimeoutMs: number;
  readonly reconnect: Delays;
  readonly transports: readonly ('websocket' | 'polling')[];
}

export function settingsOf(options: RealtimeClientOptions): Settings {
  return {
    ...options,
    deadlineMs: options.deadlineMs ?? 30_000,
    replyTimeoutMs: options.replyTimeoutMs ?? 5000,
    tokenTimeoutMs: options.tokenTimeoutMs ?? 15_000,
    reconnect: { minMs: 500, maxMs: 10_000, ...options.reconnect },
    transports: options.transports ?? ['websocket', 'polling'],
  };
}
