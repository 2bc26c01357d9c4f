/** An answer that takes longer than this is slow, in milliseconds. */
const SLOW_MS = 1000;

/** Remembers how long the answers of a database took, those included that are still awaited. */
export class AnswerTimes {
  /** When each question was asked that has no answer yet, the oldest first. */
  private readonly open = new Set<{ readonly askedAt: number }>();
  private lastSlowAt = -Infinity;

  /** Call what it returns, once, when the answer has come or is given up. */
  asked(): () => void {
    const question = { askedAt: performance.now() };
    this.open.add(question);
    return () => {
      this.open.delete(question);
      if (isSlow(question)) this.lastSlowAt = performance.now();
    };
  }

  /** Whether an answer that takes, or took, more than a second was awaited at any time since `moment`. */
  slowSince(moment: number): boolean {
    if (this.lastSlowAt >= moment) return true;
    const [oldest] = this.open;
    return oldest !== undefined && isSlow(oldest);
  }
}

function isSlow({ askedAt }: { readonly askedAt: number }): boolean {
  return performance.now() - askedAt > SLOW_MS;
}
