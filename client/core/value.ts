import { Emitter, type Unsubscribe } from './emitter.js';

/** Something that changes, to look at and to watch: `useSyncExternalStore(value.subscribe, value.get)` takes it as it is. */
export interface Readable<T> {
  /** How it stands now. The same object until it changes. */
  readonly get: () => T;
  /** Calls the listener after each change; changes close together may come as one. */
  readonly subscribe: (listener: () => void) => Unsubscribe;
}

/** What those who watch something are told. */
export interface Changes {
  changed: undefined;
}

/** A {@link Readable} that its owner sets. */
export class Value<T> implements Readable<T> {
  private readonly changes = new Emitter<Changes>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): Unsubscribe => this.changes.on('changed', listener);

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    this.changes.emit('changed', undefined);
  }
}
