import type { Unsubscribe } from './emitter.js';
import type { Rooms } from './rooms.js';
import type { SharedRoom } from './shared-room.js';
import type { Readable } from './value.js';

/** A room that is open. Its handlers and its `leave` are its own; what it shows is shared with every handle of the room. */
export abstract class Handle<
  State extends { readonly hasMore: boolean },
  Events extends object,
  R extends SharedRoom<State, Events, unknown>,
> {
  protected readonly room: R;
  private readonly ends = new Set<Unsubscribe>();
  protected left: Promise<void> | undefined;

  constructor(
    private readonly key: string,
    private readonly rooms: Rooms<R>,
  ) {
    this.room = rooms.acquire(key);
  }

  /** All that a screen shows: as it stands, and to watch. */
  get state(): Readable<State> {
    return this.room.content.view;
  }

  /** Resolves once the room is joined. Rejects when that is refused, or takes longer than `deadlineMs`. */
  ready(deadlineMs?: number): Promise<void> {
    return this.room.room.ready(deadlineMs);
  }

  /** Asks to be let in again, after the room was refused or revoked. Resolves and rejects like {@link ready}. */
  rejoin(deadlineMs?: number): Promise<void> {
    this.room.room.join();
    return this.ready(deadlineMs);
  }

  /** Hears what happens from now on; nothing any more once this handle was left. */
  on<E extends keyof Events>(event: E, handler: (data: Events[E]) => void): Unsubscribe {
    if (this.left !== undefined) return () => undefined;
    const unsubscribe = this.room.events.on(event, handler);
    const end = (): void => {
      unsubscribe();
      this.ends.delete(end);
    };
    this.ends.add(end);
    return end;
  }

  /** Puts older entries into `state`, at most 100 at a time. */
  loadOlder(limit?: number): Promise<void> {
    return this.room.loadOlder(limit);
  }

  /** Ends this handle and its handlers. Resolves when the room has been left, if no other handle is open. */
  leave(): Promise<void> {
    for (const end of this.ends) end();
    return (this.left ??= this.rooms.release(this.key));
  }
}

/** The handle, once its room is joined; left again when that is refused, or takes too long. */
export async function joined<H extends Pick<Handle<never, object, never>, 'ready' | 'leave'>>(
  handle: H,
  deadlineMs: number,
): Promise<H> {
  try {
    await handle.ready(deadlineMs);
    return handle;
  } catch (error) {
    void handle.leave();
    throw error;
  }
}
