import { randomUUID } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';

import { Config, type PlatformSettings } from '../config/config.js';
import { CodedError } from '../errors/coded-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { PostFailure, signedPost, type PostAnswer } from './signed-post.js';

/** What the platform can be asked; each is a path below `PLATFORM_URL`. */
export type PlatformQuestion = 'users' | 'access' | 'rooms';

/** How a question ended. */
export type PlatformOutcome = 'ok' | 'timeout' | 'unreachable' | 'refused' | 'invalid' | 'skipped';

/** After so many failures in a row the platform is left alone for a moment, and questions fail at once. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE_MS = 1000;

class PlatformFailure extends Error {
  override readonly name = 'PlatformFailure';

  constructor(
    readonly outcome: PlatformOutcome,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Asks the platform, with signed requests. It answers, or it does not: nothing here ever makes up an answer. */
@Injectable()
export class PlatformClient {
  private readonly logger = new Logger('Platform');
  private readonly settings: PlatformSettings | undefined;
  private failures = 0;
  private resumeAt = 0;

  constructor(
    config: Config,
    private readonly metrics: Metrics,
  ) {
    this.settings = config.platform;
  }

  /**
   * `read` judges the answer, and throws when it makes no sense.
   * @throws CodedError `UNAVAILABLE` when there is no answer in time, none with status 200, or none that makes sense.
   */
  async ask<T>(question: PlatformQuestion, body: object, read: (answer: unknown) => T): Promise<T> {
    if (this.settings === undefined) throw new Error('no platform is configured');
    const startedAt = performance.now();
    try {
      if (startedAt < this.resumeAt) throw new PlatformFailure('skipped', 'it did not answer a moment ago');
      const answer = judged(await this.post(this.settings, question, JSON.stringify(body)), read);
      this.done(question, 'ok', startedAt);
      if (this.failures >= FAILURES_BEFORE_PAUSE) this.logger.log('the platform answers again');
      this.failures = 0;
      return answer;
    } catch (error) {
      this.failed(error);
      this.done(question, error instanceof PlatformFailure ? error.outcome : 'invalid', startedAt);
      throw new CodedError('UNAVAILABLE', { cause: error });
    }
  }

  /** A connection that the platform closed just when we used it is no failure of the platform: once, it is tried anew. */
  private async post({ url, keys, timeoutMs }: PlatformSettings, path: string, body: string): Promise<PostAnswer> {
    const target = new URL(url);
    target.pathname = `${target.pathname.replace(/\/$/, '')}/${path}`;
    const payload = `POST ${target.pathname}${target.search}\n${body}`;
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const left = timeoutMs - (performance.now() - startedAt);
      try {
        return await signedPost({
          url: target.href,
          keys,
          id: randomUUID(),
          body,
          payload,
          timeoutMs: Math.max(1, left),
        });
      } catch (error) {
        const reason = error instanceof PostFailure && error.reason === 'timeout' ? 'timeout' : 'unreachable';
        if (reason === 'timeout' || attempt > 1) throw new PlatformFailure(reason, reason, { cause: error });
      }
    }
  }

  private failed(error: unknown): void {
    if (error instanceof PlatformFailure && error.outcome === 'skipped') return;
    this.failures += 1;
    if (this.failures < FAILURES_BEFORE_PAUSE) return;
    this.resumeAt = performance.now() + PAUSE_MS;
    if (this.failures > FAILURES_BEFORE_PAUSE) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn(`the platform does not answer as it should: ${reason}`);
  }

  private done(question: PlatformQuestion, outcome: PlatformOutcome, startedAt: number): void {
    this.metrics.platformAsked({ question, outcome, seconds: (performance.now() - startedAt) / 1000 });
  }
}

function judged<T>({ status, text }: PostAnswer, read: (answer: unknown) => T): T {
  if (status !== 200) throw new PlatformFailure('refused', `status ${status}`);
  if (text === undefined) throw new PlatformFailure('invalid', 'the answer is too long');
  try {
    return read(JSON.parse(text));
  } catch (error) {
    // What a parser says may quote the answer.
    const reason = error instanceof SyntaxError ? 'the answer is not JSON' : String(error);
    throw new PlatformFailure('invalid', reason, { cause: error });
  }
}
