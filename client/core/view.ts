import { tellAll, type Unsubscribe } from './emitter.js';
import type { Readable } from './value.js';

/** Listeners hear of changes at most this often: one repaint of a screen. */
const NOTIFY_MS = 16;

/**
 * A {@link Readable} that is made from changing parts when somebody looks. However many events come, it is made at most
 * once a look, and listeners are told at most once in 16 ms.
 */
export class View<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>();
  private made: T | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly make: () => T) {}

  readonly get = (): T => (this.made ??= this.make());

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  };

  /** Something that the view shows is different now. */
  changed(): void {
    this.made = undefined;
    if (this.listeners.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      tellAll(this.listeners, (listener) => listener());
    }, NOTIFY_MS);
  }
}
