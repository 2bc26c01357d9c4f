import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect } from 'vitest';

import type { Database } from '../../src/database/database.js';
import { StreamLog, type Recovery } from '../../src/streams/stream-log.js';
import { StreamStore } from '../../src/streams/stream-store.js';
import {
  streamKey,
  type Appended,
  type DecidedStreamEvent,
  type NewStreamEvent,
  type StreamEvent,
  type StreamKey,
} from '../../src/streams/stream.js';

/** One call of a random scenario; numbers choose the log, the stream, the actor and the client id. */
export interface Call {
  readonly log: number;
  readonly stream: number;
  readonly actor: number;
  readonly clientId: number | undefined;
  /** `broken` holds what no database can store; `refused` is turned down by its own decision. */
  readonly kind: 'plain' | 'decided' | 'refused' | 'broken' | 'recover';
  readonly data: unknown;
  /** What happens before the next call. */
  readonly then: 'nothing' | 'a turn' | 'wait for all';
}

/** JSON as it is read back: no negative zero, and no U+0000, which the database refuses. */
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => !JSON.stringify(value).includes(String.raw`\u0000`));

export const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.record<Call>({
    log: fc.nat({ max: 1 }),
    stream: fc.nat({ max: 2 }),
    actor: fc.nat({ max: 2 }),
    clientId: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
    kind: fc.constantFrom('plain', 'plain', 'plain', 'decided', 'decided', 'refused', 'broken', 'recover'),
    data: json,
    then: fc.constantFrom('nothing', 'nothing', 'nothing', 'nothing', 'a turn', 'wait for all'),
  }),
  { maxLength: 60, size: 'max' },
);

interface Outcome {
  readonly call: Call;
  readonly id: string;
  readonly appended: Appended | undefined;
  readonly error: unknown;
  /** Whether the listeners of its log had heard the event when the append resolved. */
  readonly heard: boolean;
}

class Refusal extends Error {}

let count = 0;

/** Carries calls out on one or more logs at once, over one database, and checks every promise of the log afterwards. */
export class Scenario {
  private readonly name = `s${++count}`;
  private readonly logs: readonly StreamLog[];
  private readonly heard: StreamEvent[][];
  private readonly outcomes: Promise<Outcome>[] = [];
  private readonly recoveries: Promise<void>[] = [];

  constructor(private readonly databases: readonly Database[]) {
    this.logs = databases.map((database) => new StreamLog(new StreamStore(database)));
    this.heard = this.logs.map((log) => {
      const events: StreamEvent[] = [];
      log.onCommitted((event) => events.push(event));
      return events;
    });
  }

  async run(list: readonly Call[]): Promise<void> {
    for (const [index, call] of list.entries()) {
      if (call.kind === 'recover') this.recoveries.push(this.recover(call));
      else this.outcomes.push(this.append(call, `${this.name}-${index}`));
      if (call.then === 'a turn') await new Promise((resolve) => setImmediate(resolve));
      if (call.then === 'wait for all') await Promise.all([...this.outcomes, ...this.recoveries]);
    }
    const outcomes = await Promise.all(this.outcomes);
    await Promise.all(this.recoveries);
    for (const stream of new Set(outcomes.map(({ call }) => this.streamOf(call)))) {
      await this.check(
        stream,
        outcomes.filter(({ call }) => this.streamOf(call) === stream),
      );
    }
    await this.checkDecisions(outcomes);
  }

  private async append(call: Call, id: string): Promise<Outcome> {
    const log = this.logOf(call);
    // Called before anything is awaited: the order of the calls is the order of the appends.
    const appending = log.append(this.eventOf(call, id));
    try {
      const appended = await appending;
      const { epoch, seq } = appended.event;
      const heard = this.heardBy(call).some((event) => event.epoch === epoch && event.seq === seq);
      return { call, id, appended, error: undefined, heard };
    } catch (error) {
      return { call, id, appended: undefined, error, heard: false };
    }
  }

  private eventOf(call: Call, id: string): NewStreamEvent | DecidedStreamEvent {
    const base = {
      stream: this.streamOf(call),
      type: call.kind,
      actorId: `actor-${call.actor}`,
      clientId: call.clientId === undefined ? undefined : `client-${call.clientId}`,
      origin: `socket-${call.log}`,
    };
    if (call.kind === 'plain') return { ...base, refSeq: call.actor + 1000 + count, data: { id, value: call.data } };
    if (call.kind === 'broken') return { ...base, data: { id, value: 'a\0b' } };
    const decide: DecidedStreamEvent['decide'] = async (tx, at) => {
      await tx.execute(sql`insert into conversations (id, title) values (${id}, ${String(at.seq)})`);
      if (call.kind === 'refused') throw new Refusal();
      return { data: { id, value: call.data } };
    };
    return { ...base, decide };
  }

  private async check(stream: StreamKey, outcomes: readonly Outcome[]): Promise<void> {
    const stored = await this.first.readAfter(stream, 0, 10_000);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));

    const fresh = outcomes.filter(({ appended }) => appended?.repeated === false);
    expect(fresh.map(({ id }) => id).sort()).toEqual(stored.map(({ data }) => data['id']).sort());
    const clientIds = stored.flatMap((event) =>
      event.clientId === null ? [] : [`${event.actorId} ${event.clientId}`],
    );
    expect(new Set(clientIds).size).toBe(clientIds.length);

    for (const { call, appended, error } of outcomes) {
      if (appended === undefined) this.checkFailure(call, error, outcomes);
      else this.checkAnswer(call, appended, stored);
    }
    expect(fresh.every(({ heard }) => heard)).toBe(true);
    for (const [index, log] of this.logs.entries()) {
      const own = fresh.filter(({ call }) => this.logOf(call) === log).map(({ appended }) => appended?.event);
      // In the order of the calls, which is also the order of the numbers.
      expect(own.map((event) => event?.seq)).toEqual(own.map((event) => event?.seq).sort((a = 0, b = 0) => a - b));
      expect(this.heard[index]?.filter((event) => event.stream === stream)).toEqual(own);
      await this.checkRecovery(log, stream, stored);
    }
  }

  private checkAnswer(call: Call, { event, repeated }: Appended, stored: readonly StreamEvent[]): void {
    expect(withoutConsumed(event)).toEqual(withoutConsumed(stored[event.seq - 1]));
    const { actorId, clientId } = this.eventOf(call, '');
    expect([event.actorId, event.clientId]).toEqual([actorId, clientId ?? null]);
    if (repeated) expect(clientId).toBeDefined();
    else expect([event.type, event.data['value']]).toEqual([call.kind, call.data]);
  }

  /** A call may fail by itself, or because it repeated one in flight that failed. */
  private checkFailure(call: Call, error: unknown, outcomes: readonly Outcome[]): void {
    const ownFault = error instanceof Refusal ? 'refused' : 'broken';
    if (ownFault === 'broken') expect(error).toMatchObject({ name: 'DatabaseError', code: '22P05' });
    const same = outcomes.filter(
      (other) =>
        other.call.actor === call.actor && other.call.clientId === call.clientId && call.clientId !== undefined,
    );
    expect([call.kind, ...same.map((other) => other.call.kind)]).toContain(ownFault);
  }

  private async checkRecovery(log: StreamLog, stream: StreamKey, stored: readonly StreamEvent[]): Promise<void> {
    const { epoch, seq } = await log.position(stream);
    expect(seq).toBe(stored.length);
    for (let from = 0; from <= seq; from += Math.ceil((seq + 1) / 8)) {
      const { events, ...rest } = await log.recover(stream, { epoch, seq: from });
      expect(rest).toEqual({ epoch, seq, recovered: true });
      expect(events.map(withoutConsumed)).toEqual(stored.slice(from).map(withoutConsumed));
    }
    const impossible = [undefined, { epoch, seq: seq + 1 }, { epoch, seq: -1 }, { epoch: 'another', seq: 0 }];
    for (const since of impossible) {
      expect(await log.recover(stream, since)).toEqual({ epoch, seq, recovered: false, events: [] });
    }
  }

  /** What a decision wrote is there exactly when its event is. */
  private async checkDecisions(outcomes: readonly Outcome[]): Promise<void> {
    const rows = await this.databases[0]?.execute<{ id: string; title: string }>({
      name: 'scenario-decisions',
      text: 'select id, title from conversations where id like $1',
      values: [`${this.name}-%`],
    });
    const decided = outcomes.filter(({ call, appended }) => call.kind === 'decided' && appended?.repeated === false);
    const expected = decided.map(({ id, appended }) => ({ id, title: String(appended?.event.seq) }));
    expect(new Set(rows)).toEqual(new Set(expected));
  }

  /** While others append: whatever the answer is, it is whole. */
  private async recover(call: Call): Promise<void> {
    const stream = this.streamOf(call);
    const log = this.logOf(call);
    const { epoch, seq } = await log.position(stream);
    const from = Math.max(0, seq - call.actor);
    const recovery: Recovery = await log.recover(stream, { epoch, seq: from });
    expect(recovery).toMatchObject({ epoch, recovered: true });
    const missed = Array.from({ length: recovery.seq - from }, (_, index) => from + 1 + index);
    expect(recovery.events.map((event) => event.seq)).toEqual(missed);
  }

  private get first(): StreamLog {
    return this.logOf({ log: 0 });
  }

  private logOf({ log }: Pick<Call, 'log'>): StreamLog {
    const found = this.logs[log % this.logs.length];
    if (found === undefined) throw new RangeError('there is no log');
    return found;
  }

  private heardBy({ log }: Call): readonly StreamEvent[] {
    return this.heard[log % this.heard.length] ?? [];
  }

  private streamOf({ stream }: Call): StreamKey {
    return streamKey('conversation', `${this.name}-${stream}`);
  }
}

/** `consumed` is a fact of the moment, not of the event. */
function withoutConsumed(event: StreamEvent | undefined): object {
  return { ...event, consumed: 0 };
}
