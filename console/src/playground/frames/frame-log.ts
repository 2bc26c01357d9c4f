import type { Frame } from 'depth-realtime/client';

import type { Side } from '../pane/side.js';

/** One thing that crossed a connection: a command with its answer, or an event of the server. */
export interface LoggedFrame {
  readonly key: number;
  readonly side: Side;
  readonly direction: 'out' | 'in';
  readonly namespace: string;
  readonly event: string;
  readonly payload: unknown;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** The whole answer to a command, `{ data }` or `{ error }`; undefined while it has not come. */
  readonly answer?: unknown;
  /** From the command to its answer, in milliseconds. */
  readonly ms?: number;
}

/** How many are kept: the oldest go first. */
const KEPT = 5000;

/**
 * What has crossed the connections of both panes, newest last. However much that is, listeners are told once a repaint at
 * most, and the list is made anew only when somebody looks.
 */
export class FrameLog {
  private frames: LoggedFrame[] = [];
  private view: readonly LoggedFrame[] = [];
  private stale = false;
  private total = 0;
  private scheduled = false;
  private readonly listeners = new Set<() => void>();

  add(side: Side, frame: Frame): void {
    if (frame.direction === 'ack') this.answer(side, frame);
    else this.push(side, frame, frame.direction);
    this.changed();
  }

  clear(): void {
    this.frames = [];
    this.changed();
  }

  /** The same list until something changes. */
  readonly get = (): readonly LoggedFrame[] => {
    if (this.stale) {
      this.view = this.frames.slice(-KEPT);
      this.stale = false;
    }
    return this.view;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private push(side: Side, { namespace, event, payload, at, id }: Frame, direction: 'out' | 'in'): void {
    const logged: LoggedFrame = { key: this.total++, side, direction, namespace, event, payload, at };
    this.frames.push(logged);
    if (direction === 'out') this.unanswered.set(`${side} ${id}`, logged.key);
    // Not one by one: a shift moves all that are left.
    if (this.frames.length > KEPT * 2) this.frames = this.frames.slice(-KEPT);
  }

  private readonly unanswered = new Map<string, number>();

  private answer(side: Side, { id, payload, ms }: Frame): void {
    const name = `${side} ${id}`;
    const key = this.unanswered.get(name);
    this.unanswered.delete(name);
    const at = this.frames.findLastIndex((frame) => frame.key === key);
    const command = this.frames[at];
    // A new object: rows are drawn again when theirs is another one.
    if (command !== undefined) this.frames[at] = { ...command, answer: payload, ...(ms === undefined ? {} : { ms }) };
  }

  private changed(): void {
    this.stale = true;
    if (this.scheduled || this.listeners.size === 0) return;
    this.scheduled = true;
    setTimeout(() => {
      this.scheduled = false;
      for (const listener of [...this.listeners]) listener();
    }, TELL_MS);
  }
}

/** How long changes are gathered before listeners are told: nobody reads faster, and a frame has to be drawn in it. */
const TELL_MS = 60;

/** The page's one log. */
export const frameLog = new FrameLog();
