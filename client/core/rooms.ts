/** Something that is shared by those who use it, and ends with the last of them. */
interface Shared {
  leave(): Promise<void>;
}

interface Entry<R> {
  readonly room: R;
  users: number;
}

/** The rooms of one kind that are in use, each once however many use it. */
export class Rooms<R extends Shared> {
  private readonly entries = new Map<string, Entry<R>>();

  constructor(private readonly make: (id: string) => R) {}

  /** Begins a use of the room. Each must be ended with {@link release}. */
  acquire(id: string): R {
    let entry = this.entries.get(id);
    if (entry === undefined) {
      entry = { room: this.make(id), users: 0 };
      this.entries.set(id, entry);
    }
    entry.users += 1;
    return entry.room;
  }

  /** Ends a use. Resolves when the room has been left, if this was the last one and nobody came in the same moment. */
  async release(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.users -= 1;
    // A component that is taken down and put up again stays in its room.
    await new Promise((resolve) => setTimeout(resolve));
    if (entry.users > 0 || this.entries.get(id) !== entry) return;
    this.entries.delete(id);
    await entry.room.leave();
  }

  /** Every room in use. */
  all(): R[] {
    return [...this.entries.values()].map(({ room }) => room);
  }
}
