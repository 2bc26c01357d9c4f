import { Emitter, type Unsubscribe } from './emitter.js';
import type { Changes, Readable } from './value.js';

/** Listeners hear of changes at most this often: one repaint of a screen. */
const NOTIFY_MS = 16;

/**
 * A {@link Readable} that is made from changing parts when somebody looks. However many events come, it is made at most
 * once a look, and listeners are told at most once in 16 ms.
 */
export class View<T> implements Readable<T> {
  private readonly changes = new Emitter<Changes>();
  private made: T | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly make: () => T) {}

  readonly get = (): T => (this.made ??= this.make());

  readonly subscribe = (listener: () => void): Unsubscribe => this.changes.on('changed', listener);

  /** Something that the view shows is different now. */
  changed(): void {
    this.made = undefined;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.emit('changed', undefined);
    }, NOTIFY_MS);
  }
}
