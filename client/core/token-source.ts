import { inTime } from './in-time.js';
import { RealtimeError } from './realtime-error.js';

/** Asks the application for tokens, once at a time. */
export class TokenSource {
  /** The last one that it gave. */
  current: string | undefined;
  private asking: Promise<string> | undefined;

  constructor(
    private readonly ask: () => Promise<string> | string,
    private readonly timeoutMs: number,
  ) {}

  /** A token from the application. @throws RealtimeError `TOKEN_UNAVAILABLE`, which may pass. */
  fetch(): Promise<string> {
    this.asking ??= this.fetchOnce().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async fetchOnce(): Promise<string> {
    try {
      const token = await inTime(Promise.resolve(this.ask()), this.timeoutMs, () => new Error('token() took too long'));
      if (typeof token !== 'string' || token === '') throw new TypeError('token() gave nothing');
      this.current = token;
      return token;
    } catch (cause) {
      throw new RealtimeError('TOKEN_UNAVAILABLE', 'there is no token', { retryable: true, cause });
    }
  }
}
