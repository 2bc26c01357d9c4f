import { inTime } from './in-time.js';
import { newId } from './ids.js';
import { Lane, type LaneRooms } from './outbox-lane.js';
import { memoryOutbox, type OutboxEntry, type OutboxStorage } from './outbox-storage.js';
import { notJson, RealtimeError } from './realtime-error.js';
import { Value, type Readable } from './value.js';

/**
 * - `queued`: waits for the connection, for the room, or for what was written before it.
 * - `sending`: is on its way.
 * - `failed`: was refused, or tried for too long: `retry` or `discard` it.
 */
export type OutboxStatus = 'queued' | 'sending' | 'failed';

/** Something that the user wrote and the server does not have yet, as far as we know. */
export interface OutboxItem extends OutboxEntry {
  readonly status: OutboxStatus;
  /** Why it failed. */
  readonly error?: RealtimeError;
}

/** What one write became. */
export interface Sent<T> {
  /** The id under which it waits in the outbox. */
  readonly id: string;
  /** The server's answer. Rejects when it failed; a `retry` then has no promise. */
  readonly done: Promise<T>;
}

interface Settle {
  resolve(data: unknown): void;
  reject(error: RealtimeError): void;
}

/**
 * Everything that the user writes goes through here: it waits while there is no connection, is sent in the order written,
 * one at a time in each room, and again under the same id until the server has answered.
 */
export class Outbox {
  private readonly list = new Value<readonly OutboxItem[]>([]);
  private readonly lanes = new Map<string, Lane>();
  private readonly promises = new Map<string, Settle>();
  private readonly storage: OutboxStorage;
  private readonly trouble = new Value<unknown>(undefined);
  private closed = false;
  /** The server takes us for someone else than the one who wrote this. */
  private foreign = false;
  /** Whether what an earlier start has left is known: it goes first. */
  private loaded = false;
  /** Whether the server has said who the user is. */
  private confirmed = false;
  private started = false;
  private lastWritten = 0;

  constructor(
    private readonly rooms: LaneRooms,
    private readonly deadlineMs: number,
    storage: OutboxStorage | undefined,
    private userId: string | undefined,
  ) {
    this.storage = storage ?? memoryOutbox;
    if (userId !== undefined) void this.load(userId);
  }

  /** What waits, in the order in which it was written. */
  get items(): Readable<readonly OutboxItem[]> {
    return this.list;
  }

  /** Why the storage failed last, if it did: what was written since is in memory alone. */
  get storageError(): Readable<unknown> {
    return this.trouble;
  }

  /** Who the user is: what was kept for them is sent. What another user wrote is not: it fails here, and stays kept. */
  belongsTo(userId: string): void {
    if (this.userId !== undefined && this.userId !== userId) {
      this.disown();
      return;
    }
    this.confirmed = true;
    this.start();
    if (this.userId === userId) return;
    this.userId = userId;
    for (const item of this.list.get()) this.keep(item);
    void this.load(userId);
  }

  add<T>(room: string, event: string, payload: Readonly<Record<string, unknown>>, id = newId()): Sent<T> {
    const done = new Promise<T>((resolve, reject) => {
      this.promises.set(id, { resolve: resolve, reject });
    });
    // Whoever looks at the outbox instead need not catch.
    done.catch(() => undefined);
    if (this.closed || this.foreign) {
      const [code, why] = this.closed
        ? (['CLOSED', 'the client was closed'] as const)
        : (['FORBIDDEN', 'another user is signed in'] as const);
      this.settle(id, new RealtimeError(code, why, { event }));
      return { id, done };
    }
    try {
      // A copy: what the application does with its objects afterwards changes nothing.
      const own = JSON.parse(JSON.stringify({ ...payload, clientId: id })) as OutboxEntry['payload'];
      const entry: OutboxEntry = { id, room, event, payload: own, createdAt: this.now() };
      this.keep(entry);
      this.enter(entry);
    } catch (cause) {
      this.settle(id, notJson(cause, event));
    }
    return { id, done };
  }

  /** Tries a failed item again, after what has been written since. */
  retry(id: string): void {
    const item = this.find(id);
    if (item?.status !== 'failed' || this.foreign) return;
    this.set(this.list.get().filter((other) => other !== item));
    const entry = entryOf(item);
    this.keep(entry);
    this.enter(entry);
  }

  /** Forgets an item. One that is on its way may arrive all the same. */
  discard(id: string): void {
    const item = this.find(id);
    if (item === undefined) return;
    this.forget(id);
    this.lanes.get(item.room)?.remove(id);
    this.settle(id, new RealtimeError('DISCARDED', 'the message was discarded', { event: item.event }));
  }

  /** Ends all sending. What is kept in a storage stays there. */
  close(): void {
    this.closed = true;
    for (const lane of this.lanes.values()) lane.close();
    const error = new RealtimeError('CLOSED', 'the client was closed');
    for (const id of [...this.promises.keys()]) this.settle(id, error);
  }

  /** Begins to send, once it is known who the user is, and what an earlier start has left. */
  private start(): void {
    if (this.started || !this.loaded || !this.confirmed) return;
    this.started = true;
    for (const item of this.list.get()) this.lane(item.room).push(item);
  }

  private disown(): void {
    const error = new RealtimeError('FORBIDDEN', 'another user is signed in');
    for (const lane of this.lanes.values()) lane.close();
    this.lanes.clear();
    this.foreign = true;
    for (const { id } of this.list.get()) {
      this.update(id, { status: 'failed', error });
      this.settle(id, error);
    }
  }

  private enter(entry: OutboxEntry): void {
    this.set([...this.list.get(), { ...entry, status: 'queued' }]);
    if (this.started) this.lane(entry.room).push(entry);
  }

  /** Never the same twice, so that it tells the order. */
  private now(): number {
    this.lastWritten = Math.max(Date.now(), this.lastWritten + 1);
    return this.lastWritten;
  }

  private lane(room: string): Lane {
    let lane = this.lanes.get(room);
    if (lane === undefined) {
      lane = new Lane(this.rooms, room, this.deadlineMs, {
        sending: (id) => this.update(id, { status: 'sending' }),
        waiting: (id) => this.update(id, { status: 'queued' }),
        done: (id, data) => {
          this.forget(id);
          this.settle(id, undefined, data);
        },
        failed: (id, error) => {
          this.update(id, { status: 'failed', error });
          // What is refused for good is not tried again by the next start either.
          if (!error.retryable && error.code !== 'CLOSED') this.unkeep(id);
          this.settle(id, error);
        },
        empty: () => this.lanes.delete(room),
      });
      this.lanes.set(room, lane);
    }
    return lane;
  }

  private find(id: string): OutboxItem | undefined {
    return this.list.get().find((item) => item.id === id);
  }

  private update(id: string, change: Pick<OutboxItem, 'status' | 'error'>): void {
    if (this.closed) return;
    this.set(this.list.get().map((item) => (item.id === id ? { ...entryOf(item), ...change } : item)));
  }

  private set(items: readonly OutboxItem[]): void {
    this.list.set(items);
  }

  private forget(id: string): void {
    this.unkeep(id);
    this.set(this.list.get().filter((item) => item.id !== id));
  }

  private settle(id: string, error: RealtimeError | undefined, data?: unknown): void {
    const promise = this.promises.get(id);
    this.promises.delete(id);
    if (error === undefined) promise?.resolve(data);
    else promise?.reject(error);
  }

  private async load(userId: string): Promise<void> {
    const late = (): Error => new Error('the storage took too long');
    const found =
      (await this.tried(async () => {
        const entries = await inTime(Promise.resolve(this.storage.load(userId)), this.deadlineMs, late);
        return entries.filter(({ id }) => this.find(id) === undefined).sort((a, b) => a.createdAt - b.createdAt);
      })) ?? [];
    if (this.closed || this.foreign) return;
    // Before what was written since, whatever the clock says now.
    this.set([...found.map((entry) => ({ ...entry, status: 'queued' as const })), ...this.list.get()]);
    this.loaded = true;
    this.start();
  }

  private async tried<T>(act: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.trouble.set(error);
      return undefined;
    }
  }

  private keep(item: OutboxEntry): void {
    const { userId } = this;
    if (userId !== undefined) void this.tried(() => this.storage.put(userId, entryOf(item)));
  }

  private unkeep(id: string): void {
    const { userId } = this;
    if (userId !== undefined) void this.tried(() => this.storage.remove(userId, id));
  }
}

/** What is kept of an item. */
function entryOf({ id, room, event, payload, createdAt }: OutboxEntry): OutboxEntry {
  return { id, room, event, payload, createdAt };
}
