interface Waiting<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers each of the questions, in any order. A question without an answer is answered by `otherwise`. */
export type Ask<A> = (questions: readonly string[]) => Promise<ReadonlyMap<string, A>>;

/** How many questions one request carries at most, where it can carry several. */
export const BATCH_SIZE = 200;

/** A request starts so many milliseconds after the one before, or later … */
const SPACING_MS = 4;
/** … unless so many questions wait. */
const MANY = 64;
/** When a request needs longer than this to fail, in milliseconds, those who wait behind it do not try anew. */
const PATIENCE_MS = 1000;

export interface BatchLimits {
  /** Questions a request. */
  readonly size: number;
  /** Requests at once. */
  readonly requests: number;
}

/**
 * Gathers questions that are asked at about the same time into few requests, with a bounded number of them under way: a
 * thousand users who reconnect at once are a handful of requests, not a thousand. A question that nobody else has asked
 * just before waits for nothing.
 */
export class QuestionBatch<A> {
  private readonly queue = new Map<string, Waiting<A>[]>();
  private running = 0;
  private startedAt = Number.NEGATIVE_INFINITY;
  private scheduled: NodeJS.Immediate | undefined;
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly ask: Ask<A>,
    private readonly otherwise: A,
    private readonly limits: BatchLimits = { size: BATCH_SIZE, requests: 4 },
  ) {}

  answer(question: string): Promise<A> {
    return new Promise((resolve, reject) => {
      const waiting = this.queue.get(question) ?? [];
      waiting.push({ resolve, reject });
      this.queue.set(question, waiting);
      this.schedule();
    });
  }

  private schedule(): void {
    const { size, requests } = this.limits;
    if (this.scheduled !== undefined || this.running >= requests || this.queue.size === 0) return;
    const early = this.startedAt + SPACING_MS - performance.now();
    if (early > 0 && this.queue.size < Math.min(MANY, size)) {
      this.waiting ??= setTimeout(() => void this.run(), early);
      return;
    }
    // Whoever asks in the same turn of the event loop joins.
    this.scheduled = setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    clearImmediate(this.scheduled);
    clearTimeout(this.waiting);
    this.scheduled = undefined;
    this.waiting = undefined;
    // Those who waited may have been refused.
    if (this.queue.size === 0) return;
    const batch = [...this.queue].slice(0, this.limits.size);
    for (const [question] of batch) this.queue.delete(question);
    this.running += 1;
    const started = performance.now();
    this.startedAt = started;
    // The next one may start meanwhile.
    this.schedule();
    try {
      const answers = await this.ask(batch.map(([question]) => question));
      for (const [question, waiting] of batch) {
        for (const { resolve } of waiting) resolve(answers.get(question) ?? this.otherwise);
      }
    } catch (error) {
      rejectAll(batch, error);
      // One after the other, they would each wait as long as this one did.
      if (performance.now() - started > PATIENCE_MS) {
        rejectAll([...this.queue], error);
        this.queue.clear();
      }
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }
}

function rejectAll<A>(questions: readonly (readonly [string, readonly Waiting<A>[]])[], error: unknown): void {
  for (const [, waiting] of questions) for (const { reject } of waiting) reject(error);
}
