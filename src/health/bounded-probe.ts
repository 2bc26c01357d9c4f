/** What came of asking: an answer, or why there is none, in words that tell nothing of hosts and credentials. */
export type ProbeOutcome<T> = { readonly answer: T } | { readonly failure: 'unreachable' | 'no answer in time' };

/**
 * Asks a dependency how it is, with a time limit. Whoever asks while a question is under way shares its answer: probes
 * that come often, or from anybody, put no load on a dependency that is slow already.
 */
export class BoundedProbe<T> {
  private running: Promise<ProbeOutcome<T>> | undefined;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly limitMs: number,
  ) {}

  /** Resolves within the time limit and never rejects. */
  outcome(): Promise<ProbeOutcome<T>> {
    this.running ??= this.start().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async start(): Promise<ProbeOutcome<T>> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<ProbeOutcome<T>>((resolve) => {
      timer = setTimeout(() => {
        resolve({ failure: 'no answer in time' });
      }, this.limitMs);
    });
    try {
      return await Promise.race([this.ask().then((answer) => ({ answer })), limit]);
    } catch {
      // Why is for the log of whoever owns the connection: a public page must not name hosts.
      return { failure: 'unreachable' };
    } finally {
      clearTimeout(timer);
    }
  }
}
