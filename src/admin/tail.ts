import type { TailedCommand, TailGap } from './admin.protocol.js';

const WINDOW_MS = 1000;
/** How many commands are told in a window; of the others only how many they were. */
const MAX_IN_WINDOW = 100;

/** Which commands are followed. */
export interface TailFilter {
  readonly userId?: string | undefined;
  readonly namespace?: string | undefined;
}

/** One text for all filters that let the same pass. Ids and namespaces have no space. */
export function filterKey({ userId = '', namespace = '' }: TailFilter): string {
  return `${userId} ${namespace}`;
}

/** The command log as one reader sees it: filtered, and never more than it can read. */
export class Tail {
  private told = 0;
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly filter: TailFilter,
    private readonly tell: (line: TailedCommand | TailGap) => void,
    /** Whose commands are left out: following those of the reader would only make more. */
    private readonly reader?: string,
  ) {}

  /** A command of this node, or what another node's tail with the same filter has told. */
  offer(line: TailedCommand | TailGap): void {
    const gap = 'dropped' in line;
    if (!gap && !this.matches(line)) return;
    this.timer ??= setTimeout(() => this.turn(), WINDOW_MS).unref();
    if (gap) {
      this.dropped += line.dropped;
    } else if (this.told >= MAX_IN_WINDOW) {
      this.dropped += 1;
    } else {
      this.told += 1;
      this.tell(line);
    }
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private matches({ userId, socketId, namespace }: TailedCommand): boolean {
    if (socketId === this.reader) return false;
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
