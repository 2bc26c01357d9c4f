/**
 * Appends to a log as fast as it can until somebody kills it, and prints each acknowledgement after it came. Runs on the
 * built code, with `{ databaseUrl?, dataDir, run }` as JSON in its first argument.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

import { sql } from 'drizzle-orm';

import { openDatabase } from '../../dist/database/open-database.js';
import { StreamLog } from '../../dist/streams/stream-log.js';
import { StreamStore } from '../../dist/streams/stream-store.js';

const WORKERS = 16;
const STREAMS = 4;
/** Nobody ever wakes who waits here. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
/** How many appends a worker has in flight. */
const WINDOW = 8;

const { databaseUrl, dataDir, run } = JSON.parse(process.argv[2] ?? '{}');
const log = new StreamLog(new StreamStore(await openDatabase({ databaseUrl, dataDir })));
/** Written at once, since a killed process loses what it has only buffered; whoever reads may be slow on a busy machine. */
function print(...words) {
  let rest = Buffer.from(`${words.join(' ')}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function eventOf(worker, number) {
  const stream = `conversation:${worker % STREAMS}`;
  const text = `${run}/${worker}/${number} مرحبا ${'.'.repeat((number * 37) % 300)}`;
  const data = { run, worker, number, text };
  const base = { stream, actorId: `writer-${worker}`, clientId: `${run}.${worker}.${number}` };
  if (number % 9 !== 4) return { ...base, type: 'plain', data };
  const decide = async (tx, { seq }) => {
    const title = String(seq);
    await tx.execute(sql`insert into conversations (id, title) values (${stream}, ${title})
      on conflict (id) do update set title = ${title}`);
    return { data };
  };
  return { ...base, type: 'decided', decide };
}

/** After `UNAVAILABLE` nobody knows whether it was written: the same client id finds out. */
async function append(event) {
  for (;;) {
    try {
      return await log.append(event);
    } catch (error) {
      if (error.code !== 'UNAVAILABLE') throw error;
      print('away');
      await delay(50);
    }
  }
}

async function acknowledge(word, event) {
  const { event: found, repeated } = await append(event);
  print(word, found.stream, found.epoch, found.seq, found.clientId, hash(found.data.text), repeated);
}

async function work(worker) {
  const window = [];
  for (let number = 0; ; number += 1) {
    window.push(acknowledge('ack', eventOf(worker, number)));
    if (number % 11 === 10) window.push(acknowledge('again', eventOf(worker, number - 10)));
    while (window.length >= WINDOW) await window.shift();
  }
}

print('open');
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
