import { Database, type Orm } from '../../src/database/database.js';
import { CodedError } from '../../src/errors/coded-error.js';
import { StreamStore } from '../../src/streams/stream-store.js';
import type { StreamEvent, StreamKey, StreamPosition } from '../../src/streams/stream.js';

/** How a read that hangs is answered: with what was there when it was asked, with what is there now, or not at all. */
export type Answer = 'as asked' | 'as now' | 'fail';

type Settle = (answer: Answer) => void;

/** A log of one stream in memory, each read of which hangs until the test answers it. */
export class ScriptedStore extends StreamStore {
  readonly events: StreamEvent[] = [];
  readonly pending: Settle[] = [];

  constructor(
    readonly stream: StreamKey,
    readonly epoch = 'e1',
  ) {
    super(new NoDatabase());
  }

  add(): StreamEvent {
    const seq = this.events.length + 1;
    const event: StreamEvent = {
      stream: this.stream,
      epoch: this.epoch,
      seq,
      type: 'message',
      actorId: 'someone',
      clientId: null,
      refSeq: null,
      origin: null,
      data: { number: seq },
      createdAt: '2026-01-01T00:00:00.000Z',
      consumed: 0,
    };
    this.events.push(event);
    return event;
  }

  override position(): Promise<StreamPosition> {
    return this.hang(() => ({ epoch: this.epoch, seq: this.events.length }));
  }

  override heads(keys: readonly StreamKey[]): Promise<Map<StreamKey, StreamPosition>> {
    return this.hang(() => new Map(keys.map((key) => [key, { epoch: this.epoch, seq: this.events.length }])));
  }

  override readAfter(_key: StreamKey, seq: number, limit: number): Promise<StreamEvent[]> {
    return this.hang(() => this.events.slice(seq, seq + limit));
  }

  override readWithin(key: StreamKey, seq: number, limit: number): Promise<StreamEvent[]> {
    return this.readAfter(key, seq, limit);
  }

  private hang<T>(read: () => T): Promise<T> {
    const asked = read();
    return new Promise((resolve, reject) => {
      this.pending.push((answer) => {
        switch (answer) {
          case 'as asked':
            return resolve(asked);
          case 'as now':
            return resolve(read());
          case 'fail':
            return reject(new CodedError('UNAVAILABLE'));
        }
      });
    });
  }
}

/** Stands where the scripted store never looks. */
class NoDatabase extends Database {
  get orm(): Orm {
    throw new Error('there is no database');
  }

  override execute(): Promise<never> {
    return Promise.reject(new CodedError('UNAVAILABLE'));
  }

  override transaction(): Promise<never> {
    return Promise.reject(new CodedError('UNAVAILABLE'));
  }

  override ping(): Promise<never> {
    return Promise.reject(new CodedError('UNAVAILABLE'));
  }

  override slowSince(): boolean {
    return false;
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
