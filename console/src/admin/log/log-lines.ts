import type { TailedCommand, TailGap } from '../../../../src/admin/admin.protocol.js';

/** A line with a number of its own, for React. */
export type LogLine = (TailedCommand | TailGap) & { readonly key: number };

/** Older lines are forgotten. */
const MOST = 2000;

/** The live log: takes lines as fast as they come, and tells of them at most once a frame. */
export class LogLines {
  private lines: readonly LogLine[] = [];
  private arrived: LogLine[] = [];
  private count = 0;
  private frame: number | undefined;
  private readonly listeners = new Set<() => void>();

  readonly snapshot = (): readonly LogLine[] => this.lines;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly add = (line: TailedCommand | TailGap): void => {
    this.arrived.push({ ...line, key: (this.count += 1) });
    this.frame ??= requestAnimationFrame(() => this.show());
  };

  clear(): void {
    this.arrived = [];
    this.set([]);
  }

  private show(): void {
    this.frame = undefined;
    const arrived = this.arrived;
    this.arrived = [];
    this.set([...this.lines, ...arrived].slice(-MOST));
  }

  private set(lines: readonly LogLine[]): void {
    this.lines = lines;
    for (const listener of this.listeners) listener();
  }
}
