import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { DatabaseError } from '../database/database-error.js';
import { CodedError } from '../errors/coded-error.js';
import { GroupCommit, type BatchWriter, type CommitObserver } from './group-commit.js';
import type { Appended, DecidedStreamEvent, NewStreamEvent, StreamKey } from './stream.js';

type Given = NewStreamEvent | DecidedStreamEvent;

interface Write {
  readonly names: readonly string[];
  succeed(): void;
  fail(error: unknown): void;
}

/** A store whose writes hang until the test ends them. An event's `type` is its name. */
class ScriptedWriter implements BatchWriter {
  readonly writes: Write[] = [];
  private seq = 0;

  appendBatch(events: readonly NewStreamEvent[]): Promise<Appended[]> {
    return this.hang(events);
  }

  async appendDecided(event: DecidedStreamEvent): Promise<Appended> {
    const [appended] = await this.hang([event]);
    if (appended === undefined) throw new Error('nothing was appended');
    return appended;
  }

  private hang(events: readonly Given[]): Promise<Appended[]> {
    return new Promise((resolve, reject) => {
      this.writes.push({
        names: events.map(({ type }) => type),
        succeed: () => resolve(events.map((event) => this.place(event))),
        fail: reject,
      });
    });
  }

  private place({ stream, type, actorId }: Given): Appended {
    this.seq += 1;
    const rest = { clientId: null, refSeq: null, origin: null, data: {}, createdAt: '', consumed: 0 };
    return { event: { stream, epoch: 'e', seq: this.seq, type, actorId, ...rest }, repeated: false };
  }
}

class Notes implements CommitObserver {
  readonly lines: string[] = [];

  committed(appended: readonly Appended[]): void {
    this.lines.push(`committed ${appended.map(({ event }) => event.type).join(' ')}`);
  }

  doubtful(streams: ReadonlySet<StreamKey>): void {
    this.lines.push(`doubtful ${[...streams].join(' ')}`);
  }
}

const UNAVAILABLE = new CodedError('UNAVAILABLE');
const refused = (code: string): DatabaseError => new DatabaseError('refused', code);
/** Long enough for everything that was set in motion to reach the writer: writes start with `setImmediate`. */
const turn = async (): Promise<void> => {
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('GroupCommit', () => {
  let writer: ScriptedWriter;
  let notes: Notes;
  let commits: GroupCommit;

  beforeEach(() => {
    writer = new ScriptedWriter();
    notes = new Notes();
    commits = new GroupCommit(writer, notes);
  });

  /** Appends `name` to the conversation that is its first letter, and notes how that ended. */
  const append = (name: string, kind: 'plain' | 'decided' = 'plain'): Promise<void> => {
    const base = { stream: `conversation:${name.charAt(0)}`, type: name, actorId: 'u' } as const;
    const decide = (): Promise<{ data: object }> => Promise.resolve({ data: {} });
    const append = commits.append(
      kind === 'plain' ? { ...base, data: {} } : ({ ...base, decide } as DecidedStreamEvent),
    );
    return append.then(
      ({ event }) => void notes.lines.push(`resolved ${event.type}`),
      (error: unknown) => void notes.lines.push(`rejected ${name}: ${String(error)}`),
    );
  };
  const given = async (...names: string[]): Promise<void> => {
    for (const name of names) void append(name);
    await turn();
  };
  const write = (index: number): Write => {
    const found = writer.writes[index];
    if (found === undefined) throw new Error(`there is no write ${index}`);
    return found;
  };
  const succeed = async (index: number): Promise<void> => {
    write(index).succeed();
    await turn();
  };
  const fail = async (index: number, error: unknown): Promise<void> => {
    write(index).fail(error);
    await turn();
  };
  const written = (): string[] => writer.writes.map(({ names }) => names.join(' '));

  it('gives the database the next batch before it tells anyone of the last', async () => {
    notes.committed = (appended) => notes.lines.push(`${appended.length} told, ${writer.writes.length} written`);
    await given('a1');
    await given('a2', 'b1');
    await succeed(0);
    expect(written()).toEqual(['a1', 'a2 b1']);
    expect(notes.lines).toEqual(['1 told, 2 written', 'resolved a1']);
    await succeed(1);
    expect(notes.lines.slice(2)).toEqual(['2 told, 2 written', 'resolved a2', 'resolved b1']);
    await commits.idle();
  });

  it('writes what came in one turn together, and gathers the rest while it is busy', async () => {
    await given('a1', 'b1', 'a2');
    await given('a3');
    await given('b2', 'c1');
    expect(written()).toEqual(['a1 b1 a2']);
    await succeed(0);
    expect(written()).toEqual(['a1 b1 a2', 'a3 b2 c1']);
  });

  it('tells the observer before the appends resolve', async () => {
    await given('a1', 'b1');
    await succeed(0);
    expect(notes.lines).toEqual(['committed a1 b1', 'resolved a1', 'resolved b1']);
  });

  it('tells a large batch in parts, each when those who waited for the one before have gone on', async () => {
    const told: string[] = [];
    notes.committed = (appended) => told.push(`${appended.length} of ${appended[0]?.event.stream ?? ''}`);
    Object.assign(notes, {
      betweenParts: () => told.push(`between, ${notes.lines.length} resolved`),
      written: (events: number) => told.push(`${events} written`),
    });
    const names = Array.from({ length: 254 }, (_, index) => (index % 2 === 0 ? 'a' : 'b') + String(index));
    await given('c', ...names);
    setImmediate(() => told.push('the next turn'));
    await succeed(0);
    expect(told).toEqual([
      ...['255 written', '128 of conversation:c', 'between, 128 resolved', '127 of conversation:b', 'the next turn'],
    ]);
    expect(notes.lines).toHaveLength(255);
  });

  it('takes a burst in larger and larger batches, in order', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `a${index}`);
    await given(...names);
    for (let batch = 0; batch < 8; batch += 1) await succeed(batch);
    expect(writer.writes.map((one) => one.names.length)).toEqual([256, 512, 1024, 2048, 4096, 4096, 4096, 3872]);
    expect(writer.writes.flatMap((one) => one.names)).toEqual(names);
  });

  it('takes smaller batches while the database is slow, and larger ones again when it is not', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    await given(...Array.from({ length: 5000 }, (_, index) => `a${index}`));
    for (const [batch, milliseconds] of [10, 10, 500, 200, 500, 500, 50].entries()) {
      now += milliseconds;
      await succeed(batch);
    }
    expect(writer.writes.map((one) => one.names.length)).toEqual([256, 512, 1024, 512, 512, 256, 256, 512]);
  });

  it('lets nothing of its stream overtake a decided event, and nothing of another stream wait for it', async () => {
    void append('a1');
    void append('a2', 'decided');
    void append('a3');
    void append('b1', 'decided');
    void append('c1');
    await turn();
    expect(written()).toEqual(['b1', 'a1 c1']);
    await given('b2', 'c2');
    await succeed(1);
    expect(written()).toEqual(['b1', 'a1 c1', 'a2', 'c2']);
    await succeed(3);
    await succeed(2);
    expect(written()).toEqual(['b1', 'a1 c1', 'a2', 'c2', 'a3']);
    await succeed(0);
    await succeed(4);
    expect(written().at(-1)).toBe('b2');
  });

  it('decides for at most four streams at once, while batches go on', async () => {
    for (const stream of 'abcdef') void append(`${stream}1`, 'decided');
    await given('g1', 'f2');
    expect(written()).toEqual(['a1', 'b1', 'c1', 'd1', 'g1']);
    await succeed(2);
    expect(written().slice(5)).toEqual(['e1']);
    await succeed(4);
    await given('g2');
    await succeed(6);
    await succeed(0);
    expect(written().slice(6)).toEqual(['g2', 'f1']);
  });

  it('writes a batch that was refused one by one, in order: only the bad event fails', async () => {
    await given('a1', 'a2', 'b1');
    await given('a3');
    await fail(0, refused('22P05'));
    await succeed(1);
    await fail(2, refused('22P05'));
    await succeed(3);
    expect(written()).toEqual(['a1 a2 b1', 'a1', 'a2', 'b1', 'a3']);
    expect(notes.lines).toEqual([
      'committed a1',
      'resolved a1',
      'rejected a2: DatabaseError: refused',
      'committed b1',
      'resolved b1',
    ]);
  });

  it('rejects with UNAVAILABLE, reports the doubt first, and goes on', async () => {
    await given('a1', 'b1');
    await given('a2');
    await fail(0, UNAVAILABLE);
    expect(notes.lines).toEqual([
      'doubtful conversation:a conversation:b',
      'rejected a1: CodedError: UNAVAILABLE',
      'rejected b1: CodedError: UNAVAILABLE',
    ]);
    await succeed(1);
    expect(notes.lines.slice(3)).toEqual(['committed a2', 'resolved a2']);
  });

  it('does not wait for each of the rest when the database goes away half-way', async () => {
    await given('a1', 'b1', 'c1');
    await fail(0, refused('22P05'));
    await succeed(1);
    await fail(2, UNAVAILABLE);
    expect(written()).toEqual(['a1 b1 c1', 'a1', 'b1']);
    expect(notes.lines).toEqual([
      'committed a1',
      'resolved a1',
      'doubtful conversation:b',
      'rejected b1: CodedError: UNAVAILABLE',
      'rejected c1: CodedError: UNAVAILABLE',
    ]);
  });

  it.each(['23505', '40001', '40P01'])('writes again after %s, four times at most', async (code) => {
    void append('a1', 'decided');
    void append('b1', 'decided');
    await turn();
    await fail(0, refused(code));
    await succeed(2);
    expect(notes.lines).toEqual(['committed a1', 'resolved a1']);
    for (const index of [1, 3, 4, 5]) await fail(index, refused(code));
    expect(written()).toEqual(['a1', 'b1', 'a1', 'b1', 'b1', 'b1']);
    expect(notes.lines.slice(2)).toEqual(['rejected b1: DatabaseError: refused']);
  });

  it('does not write again what was refused for good', async () => {
    void append('a1', 'decided');
    await turn();
    await fail(0, new CodedError('FORBIDDEN'));
    expect(written()).toEqual(['a1']);
    expect(notes.lines).toEqual(['rejected a1: CodedError: FORBIDDEN']);
  });

  it('is idle when nothing is queued or being written', async () => {
    await commits.idle();
    const first = append('a1');
    const idle = commits.idle().then(() => void notes.lines.push('idle'));
    await turn();
    void append('a2', 'decided');
    await succeed(0);
    await first;
    expect(notes.lines).not.toContain('idle');
    await fail(1, UNAVAILABLE);
    await idle;
    expect(notes.lines.at(-1)).toBe('idle');
    await commits.idle();
  });
});
