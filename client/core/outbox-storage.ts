/** A command that waits to be sent: JSON through and through. */
export interface OutboxEntry {
  /** The id under which the server recognises a repeat. */
  readonly id: string;
  /** The stream that it changes: `conversation:<id>` or `project:<id>`. */
  readonly room: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** When it was written, in milliseconds since 1970: what is older is sent first. */
  readonly createdAt: number;
}

/**
 * Where the outbox survives a restart of the application. Every method may be asynchronous. Two programs may share one:
 * both send what they find, and the server takes it once.
 */
export interface OutboxStorage {
  load(userId: string): Promise<readonly OutboxEntry[]> | readonly OutboxEntry[];
  put(userId: string, entry: OutboxEntry): Promise<void> | void;
  remove(userId: string, id: string): Promise<void> | void;
}

/** The part of `localStorage` and `sessionStorage` that is used. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The part of React Native's `AsyncStorage` that is used. */
export interface AsyncKeyValueStorage {
  getAllKeys(): Promise<readonly string[]>;
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

const prefixOf = (userId: string): string => `depth-realtime.outbox.${userId}:`;

/** Keeps the outbox in `localStorage`, or anything like it. What the storage refuses, as when it is full, stays in memory. */
export function webStorageOutbox(storage: WebStorage): OutboxStorage {
  return keyedOutbox(storage, () => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''));
}

/** Keeps the outbox in React Native's `AsyncStorage`, or anything like it. */
export function asyncStorageOutbox(storage: AsyncKeyValueStorage): OutboxStorage {
  return keyedOutbox(storage, () => storage.getAllKeys());
}

/** Keeps nothing: what waits is lost with the program. */
export const memoryOutbox: OutboxStorage = {
  load: () => [],
  put: () => undefined,
  remove: () => undefined,
};

/** One key an entry. */
function keyedOutbox(
  storage: Pick<WebStorage | AsyncKeyValueStorage, 'getItem' | 'setItem' | 'removeItem'>,
  allKeys: () => Promise<readonly string[]> | readonly string[],
): OutboxStorage {
  return {
    load: async (userId) => {
      const keys = (await allKeys()).filter((key) => key.startsWith(prefixOf(userId)));
      return entriesIn(await Promise.all(keys.map(async (key) => storage.getItem(key))));
    },
    put: (userId, entry) => storage.setItem(prefixOf(userId) + entry.id, JSON.stringify(entry)),
    remove: (userId, id) => storage.removeItem(prefixOf(userId) + id),
  };
}

function entriesIn(texts: readonly (string | null)[]): OutboxEntry[] {
  return texts.flatMap((text) => {
    try {
      const entry = JSON.parse(text ?? '') as Partial<OutboxEntry>;
      return typeof entry.room === 'string' ? [entry as OutboxEntry] : [];
    } catch {
      // Half of an entry, from a program that was killed while it wrote, or nothing of ours.
      return [];
    }
  });
}
