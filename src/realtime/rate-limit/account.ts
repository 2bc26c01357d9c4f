import type { Grant, GivenUses, UsesInRedis, WantedUses } from './uses-in-redis.js';

interface Waiting {
  readonly resolve: (waitMs: number) => void;
  readonly reject: (error: unknown) => void;
}

/** A grant, and what was made of it. */
interface Held {
  readonly grant: Grant;
  readonly askedAt: number;
  readonly until: number;
  readonly afterMs: number[];
}

/**
 * The uses of one key on this node. Those who ask at the same time ask Redis once, and whoever uses again soon is granted some
 * uses ahead, so that the next ones are answered here. The shared count is never below what was used: a use that was
 * granted counts until the window has passed since the end of the grant, or since it was made, when that is told.
 */
export class Account {
  private readonly waiting: Waiting[] = [];
  private asking = false;
  private held: Held | undefined;
  private usedAt = -Infinity;

  constructor(
    private readonly key: string,
    private readonly uses: UsesInRedis,
    private readonly ahead: number,
  ) {}

  /** 0, or after how many milliseconds a use is free. Rejects when Redis does not answer. */
  take(now: number): number | Promise<number> {
    const again = now - this.usedAt <= this.uses.aheadMs;
    this.usedAt = now;
    if (!this.asking && this.spend(now)) return 0;
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (!this.asking) void this.ask(again);
    });
  }

  /** Whether nobody has used it for so long that it need not be kept. What is left of a grant is given back. */
  idle(now: number): boolean {
    if (this.asking || now - this.usedAt <= this.uses.aheadMs) return false;
    const spent = this.settle();
    // When Redis is away, which its own connection reports, the grant ends there by itself.
    if (spent !== undefined) this.uses.take(this.key, { now: 0, ahead: 0, ...spent }).catch(() => undefined);
    return true;
  }

  private spend(now: number): boolean {
    const { held } = this;
    if (held === undefined || now > held.until || held.afterMs.length >= held.grant.count) return false;
    held.afterMs.push(now - held.askedAt);
    return true;
  }

  private async ask(again: boolean): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0) {
      const asked = this.waiting.splice(0);
      const askedAt = performance.now();
      try {
        const wanted = { now: asked.length, ahead: again ? this.ahead : 0, ...this.settle() };
        this.given(await this.uses.take(this.key, wanted), asked, askedAt);
      } catch (error) {
        // Those who came meanwhile would wait as long again.
        for (const { reject } of [...asked, ...this.waiting.splice(0)]) reject(error);
      }
      while (this.waiting.length > 0 && this.spend(performance.now())) this.waiting.shift()?.resolve(0);
    }
    this.asking = false;
  }

  private given({ now, ahead, waitMs }: GivenUses, asked: readonly Waiting[], askedAt: number): void {
    if (ahead !== undefined) {
      this.held = { grant: ahead, askedAt, until: askedAt + this.uses.aheadMs, afterMs: [] };
    }
    asked.forEach(({ resolve }, index) => resolve(index < now ? 0 : waitMs));
  }

  private settle(): Pick<WantedUses, 'spent'> | undefined {
    const { held } = this;
    this.held = undefined;
    return held && { spent: held };
  }
}
