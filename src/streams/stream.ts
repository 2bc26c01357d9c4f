import type { Orm } from '../database/database.js';

/** What has a stream. */
export type StreamKind = 'conversation' | 'project' | 'inbox' | 'user';

/** The name of a stream: `<kind>:<id>`. */
export type StreamKey = `${StreamKind}:${string}`;

/** The name of the stream of one conversation or project, of a user's inbox, or of what else is known of a user. */
export function streamKey(kind: StreamKind, id: string): StreamKey {
  return `${kind}:${id}`;
}

/** A position in a stream. Positions of different epochs cannot be compared. */
export interface StreamPosition {
  readonly epoch: string;
  /** The last seq that is known; 0 before the first event. */
  readonly seq: number;
}

/** One event of a log, as it was committed. */
export interface StreamEvent {
  readonly stream: StreamKey;
  readonly epoch: string;
  /** Gapless from 1 within its stream and epoch. */
  readonly seq: number;
  /** The feature's own name for what happened, such as `message` or `edit`. */
  readonly type: string;
  readonly actorId: string;
  readonly clientId: string | null;
  /** The seq of the event that this one changes. */
  readonly refSeq: number | null;
  /** The id of the socket that caused it, where that matters to delivery. */
  readonly origin: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string;
  /** How many events of the stream its reader had dealt with when this one was read or written. */
  readonly consumed: number;
}

/** An event before it has its place in the log. */
export interface NewStreamEvent {
  readonly stream: StreamKey;
  readonly type: string;
  readonly actorId: string;
  /** Unique for each actor and stream: a repeat returns the first event and appends nothing. */
  readonly clientId?: string | undefined;
  readonly refSeq?: number | undefined;
  readonly origin?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a decision adds to the event that it allows. */
export interface Decision {
  readonly data: Readonly<Record<string, unknown>>;
  readonly refSeq?: number | undefined;
}

/** An event whose content depends on state that only the holder of the stream's lock may judge. */
export interface DecidedStreamEvent extends Omit<NewStreamEvent, 'data' | 'refSeq'> {
  /**
   * Runs inside the transaction that appends, with the stream's row locked, and may change the feature's own tables
   * through `tx`. What it throws rolls everything back and rejects the append. Not called for a repeat.
   */
  readonly decide: (
    tx: Orm,
    at: { readonly streamId: number; readonly epoch: string; readonly seq: number },
  ) => Promise<Decision>;
}

/** The outcome of an append. */
export interface Appended {
  readonly event: StreamEvent;
  /** True when the `clientId` had been used: `event` is the first one, and nothing was appended. */
  readonly repeated: boolean;
}

/**
 * The public id of an event: unique over all streams, and enough to find the event again without an index.
 * Fits the contract's id pattern.
 */
export function eventId(event: { readonly epoch: string; readonly seq: number }): string {
  return `${event.epoch}.${event.seq}`;
}

/** The seq in an id made by {@link eventId}, or undefined when it is not one of the given epoch. */
export function seqOfEventId(id: string, epoch: string): number | undefined {
  const prefix = `${epoch}.`;
  if (!id.startsWith(prefix)) return undefined;
  const digits = id.slice(prefix.length);
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}
