export interface ShortMemoryOptions<T> {
  readonly hitMs: number;
  readonly missMs: number;
  readonly most: number;
  /** Whether a value is a miss, and remembered for a shorter time. */
  readonly isMiss: (value: T) => boolean;
}

interface Entry<T> {
  readonly value: Promise<T>;
  expiresAt: number;
}

/** A look-up that has no answer yet. */
interface LookUp {
  outdated: boolean;
}

/**
 * Remembers what was looked up for a short time. Look-ups of one key at the same time share one; failures are not
 * remembered; of too many keys the one that was looked up first is forgotten.
 *
 * Nobody who asks is given what was looked up before a `forget`, also not those who were waiting for it by then.
 */
export class ShortMemory<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly underWay = new Map<string, Set<LookUp>>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(private readonly options: ShortMemoryOptions<T>) {}

  recall(key: string, lookUp: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known !== undefined && known.expiresAt > Date.now()) return known.value;
    const { hitMs, missMs, isMiss } = this.options;
    const entry: Entry<T> = { value: this.ask(key, lookUp), expiresAt: Date.now() + hitMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.trim();
    this.sweepLater();
    entry.value.then(
      (value) => {
        if (isMiss(value)) entry.expiresAt = Math.min(entry.expiresAt, Date.now() + missMs);
      },
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    return entry.value;
  }

  /** The next `recall` looks up again, and so does a look-up that is under way. */
  forget(key: string): void {
    this.entries.delete(key);
    for (const lookUp of this.underWay.get(key) ?? []) lookUp.outdated = true;
  }

  /** Forgets every key that begins so. */
  forgetAll(prefix: string): void {
    for (const keys of [this.entries.keys(), this.underWay.keys()]) {
      for (const key of keys) if (key.startsWith(prefix)) this.forget(key);
    }
  }

  private async ask(key: string, lookUp: () => Promise<T>): Promise<T> {
    const own: LookUp = { outdated: false };
    const all = this.underWay.get(key) ?? new Set();
    this.underWay.set(key, all.add(own));
    try {
      const value = await lookUp();
      if (!own.outdated) return value;
    } finally {
      all.delete(own);
      if (all.size === 0) this.underWay.delete(key);
    }
    return this.recall(key, lookUp);
  }

  /** What nobody asks for again is not kept until there is too much of it. */
  private sweepLater(): void {
    this.sweeping ??= setTimeout(() => {
      this.sweeping = undefined;
      const now = Date.now();
      for (const [key, { expiresAt }] of this.entries) {
        // The rest was looked up later.
        if (expiresAt > now) break;
        this.entries.delete(key);
      }
      if (this.entries.size > 0) this.sweepLater();
    }, this.options.hitMs).unref();
  }

  private trim(): void {
    if (this.entries.size <= this.options.most) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
