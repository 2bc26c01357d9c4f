import { CodedError } from '../errors/coded-error.js';
import type { AnswerTimes } from './answer-times.js';

/** A moment after which a caller no longer waits, whatever the database does. */
export class Deadline {
  private readonly at: number;

  /** `times` is told how long the answers took. */
  constructor(
    ms: number,
    private readonly times?: AnswerTimes,
  ) {
    this.at = performance.now() + ms;
  }

  /** Settles as `promise` does, or rejects with `UNAVAILABLE` at the deadline; `promise` itself goes on. */
  async within<T>(promise: Promise<T>): Promise<T> {
    const answered = this.times?.asked();
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          reject(new CodedError('UNAVAILABLE', { cause: new Error('the database did not answer in time') }));
        },
        Math.max(0, this.at - performance.now()),
      );
    });
    try {
      return await Promise.race([promise, expiry]);
    } finally {
      clearTimeout(timer);
      answered?.();
    }
  }
}
