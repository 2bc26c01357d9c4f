import type { Outcome } from './outcome.js';

/** What is known of a command once it has been answered. Neither its content nor the token of its sender. */
export interface CommandRecord {
  /** When it was answered: ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** The node that answered it, where there are several. */
  readonly nodeId?: string;
  readonly userId: string;
  readonly socketId: string;
  readonly namespace: string;
  /** As the client named it, but printable and at most 64 characters long. */
  readonly event: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly ip: string;
  /** The id that the client was told with `SOCKET_ERROR`. */
  readonly errorId?: string;
}
