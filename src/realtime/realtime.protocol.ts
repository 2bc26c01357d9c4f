import type { ErrorBody } from '../errors/coded-error.js';

/** A position in a stream, as a client sends it back to catch up. */
export interface Since {
  readonly epoch: string;
  /** The last seq that the client has dealt with. */
  readonly seq: number;
}

/** One missed event, as it would have come over the wire. */
export interface RecoveredEvent {
  readonly event: string;
  readonly seq: number;
  readonly data: object;
}

/** The part of a join's answer that every stream has. */
export interface JoinedRoom {
  readonly epoch: string;
  readonly seq: number;
  /** True when `events` is everything after `since`, in order. */
  readonly recovered: boolean;
  readonly events: readonly RecoveredEvent[];
}

/** What a connection may do, as it is told at its start. */
export interface SessionLimits {
  readonly maxPayloadBytes: number;
  /** Commands in a window, over all sockets of the user. */
  readonly events: number;
  readonly windowMs: number;
}

/** Comes first on `/`. */
export interface SessionReady {
  readonly userId: string;
  readonly role: string;
  /** Shared by the sockets of one connection. */
  readonly sessionId: string;
  readonly serverTime: string;
  /** When the token ends; null when it never does. */
  readonly expiresAt: string | null;
  readonly limits: SessionLimits;
}

/** The token ends soon: `session:refresh` with a newer one keeps the session. */
export interface SessionExpiring {
  readonly expiresAt: string;
}

/** The socket was put out of a room. */
export interface RoomRevoked {
  /** `conversation:<id>`, `project:<id>` or `inbox:<userId>`. */
  readonly room: string;
  readonly reason: string;
}

/** One low-urgency event in a `batch`. */
export interface BatchedEvent {
  readonly event: string;
  readonly data: object;
}

/** What the server sends on every namespace, except `session:ready`, which is for `/` alone. */
export interface KernelEvents {
  'session:ready': SessionReady;
  'session:expiring': SessionExpiring;
  'room:revoked': RoomRevoked;
  batch: readonly BatchedEvent[];
  error: ErrorBody;
}
