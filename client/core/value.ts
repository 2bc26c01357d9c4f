import { tellAll, type Unsubscribe } from './emitter.js';

/** Something that changes, to look at and to watch: `useSyncExternalStore(value.subscribe, value.get)` takes it as it is. */
export interface Readable<T> {
  /** How it stands now. The same object until it changes. */
  readonly get: () => T;
  /** Calls the listener after each change; changes close together may come as one. */
  readonly subscribe: (listener: () => void) => Unsubscribe;
}

/** A {@link Readable} that its owner sets. */
export class Value<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  };

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    tellAll(this.listeners, (listener) => listener());
  }
}
