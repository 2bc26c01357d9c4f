import type { BatchEvents, Id, CommonEvents, SessionEvents, Timestamp } from '../realtime/realtime.protocol.js';

/** Whether a user is here. `online` and `away` are one choice for all of the user's sockets. */
export type PresenceStatus = 'online' | 'away' | 'offline';

/** What a user who is here can say of themselves. */
export const OWN_STATUSES = ['online', 'away'] as const;
export type OwnStatus = (typeof OWN_STATUSES)[number];

export const ANNOUNCEMENT_LEVELS = ['info', 'warning', 'critical'] as const;
export type AnnouncementLevel = (typeof ANNOUNCEMENT_LEVELS)[number];

export interface SendPrivateMessage {
  /** The one user who gets it. */
  readonly userId: Id;
  readonly message: string;
  /** A repeat within five minutes, on the same node, returns the first message and sends nothing. */
  readonly clientId?: Id | null;
}

/** A message to one user. Not stored: a user who is not connected to `/` never sees it. */
export interface PrivateMessage {
  readonly id: Id;
  readonly senderId: Id;
  readonly userId: Id;
  readonly message: string;
  readonly createdAt: Timestamp;
}

export interface Announce {
  readonly message: string;
  /** `info` when absent. */
  readonly level?: AnnouncementLevel | null;
  /** `user:<id>`, `conversation:<id>` or `project:<id>`, at most 50. Absent: everyone. */
  readonly rooms?: readonly string[] | null;
}

/**
 * Comes once to each socket, however many of the rooms it is in. An announcement to everyone goes to every namespace: a
 * client that has connected to several of them gets it in each, with the same `id`.
 */
export interface Announcement {
  readonly id: Id;
  readonly message: string;
  readonly level: AnnouncementLevel;
  readonly rooms?: readonly string[];
  /** An administrator, or `service` for the server API. */
  readonly senderId: Id;
  readonly createdAt: Timestamp;
}

export interface SubscribePresence {
  /** At most 200. They replace those of an earlier subscription of the socket. */
  readonly userIds: readonly Id[];
}

export interface PresenceState {
  readonly userId: Id;
  readonly status: PresenceStatus;
  /**
   * When the user was last here: now, for one who is. Null for one who never was, and for an id that nobody has: the two
   * cannot be told apart.
   */
  readonly lastSeenAt: Timestamp | null;
}

export interface PresenceStates {
  /** In the order asked. */
  readonly states: readonly PresenceState[];
}

export interface SetPresence {
  readonly status: OwnStatus;
}

export interface RefreshSession {
  /** A newer token of the same user. */
  readonly token: string;
}

export interface RefreshedSession {
  /** Null when the new token never expires. */
  readonly expiresAt: Timestamp | null;
}

/** The answer to `session:ping`: the connection is alive. */
export interface Pong {
  readonly serverTime: Timestamp;
}

/** What the server sends on `/`. */
export interface GeneralEvents extends CommonEvents, SessionEvents, BatchEvents {
  /** To every socket of the one user that it is for. */
  'private:message': PrivateMessage;
  /** From an administrator or the platform, to everyone or to named rooms. */
  announcement: Announcement;
  /** A user whom the socket subscribed to came, went, or changed status. */
  'presence:update': PresenceState;
}
