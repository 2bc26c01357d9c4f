import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { expect } from 'vitest';

import { openDatabase, type DatabaseOptions } from '../../src/database/open-database.js';
import { StreamLog } from '../../src/streams/stream-log.js';
import { StreamStore } from '../../src/streams/stream-store.js';
import { streamKey, type StreamEvent } from '../../src/streams/stream.js';
import { ensureBuilt } from '../support/build.js';
import { onCleanup, tracked } from '../support/cleanup.js';
import { Child } from '../support/services/child.js';

const WRITER = join(import.meta.dirname, 'writer.js');
const STREAMS = [0, 1, 2, 3].map((index) => streamKey('conversation', String(index)));
const START_TIMEOUT_MS = 30_000;

/** One acknowledgement that the writer printed, of an event or of its repeat. */
interface Receipt {
  readonly stream: string;
  readonly epoch: string;
  readonly seq: number;
  readonly clientId: string;
  readonly hash: string;
}

/** Runs writers on one database, kills them, and keeps their receipts to compare them with what is left. */
export class Crashes {
  private readonly receipts: Receipt[] = [];
  /** Runs whose writer was told `UNAVAILABLE`, and repeated what it had sent: its order is its own. */
  private readonly disturbed = new Set<number>();
  private runs = 0;

  private constructor(private readonly options: DatabaseOptions) {}

  /** The writer runs on the built code. */
  static async prepare(options: DatabaseOptions): Promise<Crashes> {
    await ensureBuilt();
    return new Crashes(options);
  }

  /** Starts a writer, and resolves when it has its first acknowledgement. */
  async start(): Promise<Writer> {
    this.runs += 1;
    const writer = new Writer({ ...this.options, run: this.runs });
    await writer.child.waitForOutput(/^ack /m, START_TIMEOUT_MS);
    return writer;
  }

  /** Kills the writer after so many milliseconds, and takes its receipts. */
  async kill(writer: Writer, afterMs: number): Promise<void> {
    // The moment is the point here: nothing is waited for.
    await delay(afterMs);
    const { signal } = await writer.child.stop('SIGKILL');
    expect(signal, writer.child.output().slice(-2000)).toBe('SIGKILL');
    const lines = writer.child.output().split('\n');
    // The output keeps its newest part only: nothing of this one was cut.
    expect(lines[0]).toBe('open');
    if (lines.includes('away')) this.disturbed.add(this.runs);
    this.receipts.push(...lines.flatMap(receiptOf));
  }

  /** Every acknowledged event is there, once, with its content, in an order without gaps. Returns how many there are. */
  async check(): Promise<number> {
    const database = await openDatabase(this.options);
    onCleanup(() => database.close());
    const log = new StreamLog(new StreamStore(database));
    let total = 0;
    for (const stream of STREAMS) {
      const events = await readAll(log, stream);
      total += events.length;
      expect((await log.position(stream)).seq).toBe(events.length);
      expect(events.every(({ seq }, index) => seq === index + 1)).toBe(true);
      expect(new Set(events.map(({ clientId }) => clientId)).size).toBe(events.length);
      expect(events.filter(({ data }) => !isWhole(data))).toEqual([]);
      expect(this.receipts.filter((receipt) => receipt.stream === stream && !isIn(events, receipt))).toEqual([]);
      expect(this.outOfOrder(events)).toEqual([]);
      const [decision] = await database.execute<{ title: string }>({
        name: 'crash-decision',
        text: 'select title from conversations where id = $1',
        values: [stream],
      });
      expect(decision?.title).toBe(String(events.findLast(({ type }) => type === 'decided')?.seq));
    }
    return total;
  }

  get acknowledged(): number {
    return new Set(this.receipts.map(({ clientId }) => clientId)).size;
  }

  /** What a worker gave the log must be there up to some point, and in the order given. */
  private outOfOrder(events: readonly StreamEvent[]): StreamEvent[] {
    const next = new Map<string, number>();
    return events.filter(({ data, actorId }) => {
      const run = Number(data['run']);
      const expected = next.get(`${run} ${actorId}`) ?? 0;
      next.set(`${run} ${actorId}`, expected + 1);
      return data['number'] !== expected && !this.disturbed.has(run);
    });
  }
}

/** A writer in its own process. */
export class Writer {
  readonly child: Child;

  constructor(options: object) {
    this.child = tracked(new Child(process.execPath, [WRITER, JSON.stringify(options)]));
  }

  /** How many acknowledgements it has printed. */
  get acknowledged(): number {
    return this.child.output().split('\n').flatMap(receiptOf).length;
  }
}

function receiptOf(line: string): Receipt[] {
  const match = /^(?:ack|again) (\S+) (\S+) (\d+) (\S+) (\S+) (?:true|false)$/.exec(line);
  if (match === null) return [];
  const [, stream = '', epoch = '', seq, clientId = '', hash = ''] = match;
  return [{ stream, epoch, seq: Number(seq), clientId, hash }];
}

function isIn(events: readonly StreamEvent[], receipt: Receipt): boolean {
  const event = events[receipt.seq - 1];
  return (
    event?.epoch === receipt.epoch && event.clientId === receipt.clientId && hashOf(event.data['text']) === receipt.hash
  );
}

/** The text begins with what the other fields say, and is as long as the writer made it. */
function isWhole({ run, worker, number, text }: StreamEvent['data']): boolean {
  return text === `${String(run)}/${String(worker)}/${String(number)} مرحبا ${'.'.repeat((Number(number) * 37) % 300)}`;
}

function hashOf(text: unknown): string {
  return createHash('sha256').update(String(text)).digest('hex').slice(0, 16);
}

async function readAll(log: StreamLog, stream: (typeof STREAMS)[number]): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for (;;) {
    const page = await log.readAfter(stream, all.length, 5000);
    all.push(...page);
    if (page.length === 0) return all;
  }
}
