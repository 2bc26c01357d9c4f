import type { Session } from '../sockets/session.js';

/** Who may enter a feature's rooms. Each feature's module provides its own; a module without one has no rooms. */
export abstract class RoomPolicy {
  /** Whether the user may be in the room of that id. False also when there is no such thing. */
  abstract mayEnter(session: Session, id: string): Promise<boolean>;
}
