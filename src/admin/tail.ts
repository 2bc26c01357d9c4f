import type { CommandRecord } from '../telemetry/command-record.js';
import type { TailedCommand, TailGap } from './admin.protocol.js';

const WINDOW_MS = 1000;
/** How many commands are told in a window; of the others only how many they were. */
const MAX_IN_WINDOW = 100;

/** Which commands are followed. */
export interface TailFilter {
  readonly userId?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The command log as one administrator's socket sees it: filtered, and never more than it can read. */
export class Tail {
  private told = 0;
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Whose own commands are left out: following them would only make more. */
    private readonly socketId: string,
    private readonly filter: TailFilter,
    private readonly tell: (line: TailedCommand | TailGap) => void,
  ) {}

  offer(record: CommandRecord): void {
    if (!this.matches(record)) return;
    this.timer ??= setTimeout(() => this.turn(), WINDOW_MS).unref();
    if (this.told >= MAX_IN_WINDOW) {
      this.dropped += 1;
      return;
    }
    this.told += 1;
    const { at, userId, socketId, namespace, event, outcome, durationMs } = record;
    this.tell({ at, userId, socketId, namespace, event, outcome, durationMs });
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private matches({ userId, socketId, namespace }: CommandRecord): boolean {
    if (socketId === this.socketId) return false;
    if (this.filter.userId !== undefined && userId !== this.filter.userId) return false;
    return this.filter.namespace === undefined || namespace === this.filter.namespace;
  }

  private turn(): void {
    this.timer = undefined;
    this.told = 0;
    if (this.dropped === 0) return;
    this.tell({ at: new Date().toISOString(), dropped: this.dropped });
    this.dropped = 0;
  }
}
