/** What is guarded, by what its id names. */
export type GuardedKind = 'conversation' | 'project' | 'inbox';

/** What has members. An inbox has an owner instead. */
export type MemberKind = Exclude<GuardedKind, 'inbox'>;

/** Somebody who wants in. */
export interface Visitor {
  readonly userId: string;
  readonly role: string;
}

/** A user in a conversation, a project or an inbox of the given id. */
export interface Stay {
  readonly id: string;
  readonly userId: string;
}

/** A conversation or project, as whoever decides about it knows it. */
export interface RoomDescription {
  readonly name: string;
  /** All of them, each once. */
  readonly memberIds: readonly string[];
  /** Of a project that is not known here yet; afterwards its status is what the members made it. */
  readonly status?: string | undefined;
}

/**
 * Who may be where. One provider decides for the whole application: by default our own tables of members, with
 * `PLATFORM_URL` the platform, or whatever an application puts in its place.
 *
 * An answer that cannot be given is a rejection with `UNAVAILABLE`, never a yes.
 */
export abstract class AccessPolicy {
  /**
   * Whether the user may be there; false also when there is no such thing. May be a few seconds old, but never older
   * than the last `forget`.
   */
  abstract mayEnter(visitor: Visitor, kind: GuardedKind, id: string): Promise<boolean>;

  /** Those of the users who are in rooms and may not be there: always fresh. */
  abstract strangers(kind: MemberKind, stays: readonly Stay[]): Promise<Stay[]>;

  /**
   * What somebody else knows of the room, for us to take over: asked before a join. Undefined when nobody else does:
   * then what is stored here counts.
   */
  abstract describe(kind: MemberKind, id: string): Promise<RoomDescription | undefined>;

  /** The next question about this room asks the source again. */
  abstract forget(kind: MemberKind, id: string): void;
}
