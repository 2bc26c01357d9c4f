import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { Config } from '../config/config.js';
import type { StreamKey } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import { WebhookCursors } from './webhook-cursors.js';

/** What is committed within so long is noted together. */
const GATHER_MS = 25;
const RETRY_MS = 1000;
/** Beyond so many streams, the sweep finds them. */
const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 500;
/** The sweep looks at so many streams, and rests between the pages, and at the end. */
const PAGE = 5000;
const PAGE_PAUSE_MS = 250;
const SWEEP_PAUSE_MS = 2000;
/** And never less than so many times what a page took, so that a large log is not busy with being looked through. */
const REST = 10;

/**
 * Notes which streams have something to tell. What this node commits it notes at once, outside the commit, which knows
 * nothing of webhooks. What another program commits, or a node that is killed before it could note it, a sweep finds: it goes
 * round all streams, by a page at a time.
 */
@Injectable()
export class WebhookMarks implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly waiting = new Set<StreamKey>();
  private readonly listeners: (() => void)[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private sweeping: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private position = 0;
  private stopped = false;

  constructor(
    private readonly cursors: WebhookCursors,
    private readonly log: StreamLog,
    private readonly config: Config,
  ) {}

  /** From here on everything counts, if it ever began before. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.webhooks === undefined) return;
    await this.cursors.begin();
    this.log.onCommitted(({ stream }) => this.add(stream));
    this.log.onDoubt((stream) => this.add(stream));
    this.sweepLater(0);
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.sweeping);
  }

  /** What was committed last is noted for whoever is next. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.gathering);
    this.flush();
    await this.writing;
  }

  /** Calls `listener` when there may be something to tell. */
  onMarked(listener: () => void): void {
    this.listeners.push(listener);
  }

  private add(stream: StreamKey): void {
    if (this.waiting.size < MOST_WAITING) this.waiting.add(stream);
    this.gathering ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    this.gathering = undefined;
    this.writing = this.writing.then(() => this.write());
  }

  private async write(): Promise<void> {
    const streams = [...this.waiting].slice(0, MOST_AT_ONCE);
    if (streams.length === 0) return;
    for (const stream of streams) this.waiting.delete(stream);
    try {
      await this.cursors.mark(streams);
      for (const listener of this.listeners) listener();
      if (this.waiting.size > 0) this.gathering ??= setTimeout(() => this.flush(), 0);
    } catch (error) {
      this.logger.debug(`what there is to tell could not be noted: ${String(error)}`);
      if (this.stopped) return;
      for (const stream of streams) this.waiting.add(stream);
      this.gathering ??= setTimeout(() => this.flush(), RETRY_MS);
    }
  }

  private sweepLater(ms: number): void {
    if (this.stopped) return;
    // The nodes do not look all at the same moment.
    this.sweeping = setTimeout(() => void this.sweep(), ms * (0.75 + Math.random() / 2));
    this.sweeping.unref();
  }

  private async sweep(): Promise<void> {
    const startedAt = performance.now();
    try {
      const { last, looked, noted } = await this.cursors.sweep(this.position, PAGE);
      this.position = looked < PAGE ? 0 : (last ?? 0);
      if (noted > 0) for (const listener of this.listeners) listener();
    } catch (error) {
      this.logger.debug(`the streams could not be looked through: ${String(error)}`);
      this.position = 0;
    }
    const rest = (performance.now() - startedAt) * REST;
    this.sweepLater(Math.max(rest, this.position === 0 ? SWEEP_PAUSE_MS : PAGE_PAUSE_MS));
  }
}
