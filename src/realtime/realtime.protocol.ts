import type { ErrorBody } from '../errors/coded-error.js';

/**
 * The wire types that every namespace shares. The tags on the plain ones say what a type cannot; the AsyncAPI description
 * is made of them, and the traffic of the tests is checked against it.
 */

/**
 * What users, rooms, messages and sockets are called by.
 * @pattern ^[A-Za-z0-9._-]{1,64}$
 */
export type Id = string;

/**
 * A moment: ISO 8601, UTC, milliseconds.
 * @format date-time
 * @pattern ^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$
 */
export type Timestamp = string;

/**
 * The place of an event in its stream: from 1, without a gap.
 * @type integer
 * @minimum 1
 */
export type Seq = number;

/**
 * A place up to which something holds: 0 before the first event.
 * @type integer
 * @minimum 0
 */
export type Watermark = number;

/**
 * How many there are.
 * @type integer
 * @minimum 0
 */
export type Count = number;

/**
 * A duration in milliseconds, with fractions.
 * @minimum 0
 */
export type Milliseconds = number;

/** A position in a stream, as a client sends it back to catch up. */
export interface Since {
  readonly epoch: Id;
  /** The last seq that the client has seen; 0 for none. */
  readonly seq: Watermark;
}

/** One missed event, as it would have come over the wire. */
export interface RecoveredEvent {
  /** The name of an event of this namespace. */
  readonly event: string;
  readonly seq: Seq;
  /** The payload of that event. */
  readonly data: object;
}

/** The part of a join's answer that every stream has. */
export interface JoinedRoom {
  /** The identity of the log. It changes only when the log was lost or reset. */
  readonly epoch: Id;
  /** Everything up to here is covered by this answer; the live events begin after it. */
  readonly seq: Watermark;
  /** True when `events` is everything after `since`, in order. False: reload. */
  readonly recovered: boolean;
  /** What was missed, in order; empty unless `recovered`. */
  readonly events: readonly RecoveredEvent[];
}

/** What a session may do. */
export interface SessionLimits {
  /** The largest packet that a client may send. */
  readonly maxPayloadBytes: Count;
  /** How many commands a user may send in a window, over all sockets. */
  readonly events: Count;
  readonly windowMs: Count;
}

/** Who the server takes the client for, and until when. */
export interface SessionReady {
  readonly userId: Id;
  readonly role: string;
  /** Shared by all namespaces of one connection. */
  readonly sessionId: Id;
  readonly serverTime: Timestamp;
  /** Null when the token never expires. */
  readonly expiresAt: Timestamp | null;
  readonly limits: SessionLimits;
}

export interface SessionExpiring {
  readonly expiresAt: Timestamp;
}

export interface RoomRevoked {
  /** `conversation:<id>`, `project:<id>` or `inbox:<id>`. */
  readonly room: string;
  /** Why, such as `removed`. */
  readonly reason: string;
}

/** A low-urgency event that waited for others. */
export interface BatchedEvent {
  /** The name of an event of this namespace. */
  readonly event: string;
  /** The payload of that event. */
  readonly data: object;
}

/** What the server sends on every namespace. */
export interface CommonEvents {
  /** A command without a callback failed, or the session ends and says why. */
  error: ErrorBody;
  /** The token expires in a minute, or in less when it came with less. */
  'session:expiring': SessionExpiring;
}

/** What the server sends on `/` of the session itself. */
export interface SessionEvents {
  /** The first event after connecting. */
  'session:ready': SessionReady;
}

/** What the server sends on namespaces with rooms that have members. */
export interface RoomEvents {
  /** The user may no longer be in the room; the socket is out of it. */
  'room:revoked': RoomRevoked;
}

/** What the server sends on namespaces that have low-urgency events. */
export interface BatchEvents {
  /** Instead of single low-urgency events, to a socket that connected with `batch: true`; in order. */
  batch: readonly BatchedEvent[];
}

/** All that the kernel sends of itself, wherever. */
export interface KernelEvents extends CommonEvents, SessionEvents, RoomEvents, BatchEvents {}
