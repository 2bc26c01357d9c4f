import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chart } from './chart.mjs';
import { reached } from './goals.mjs';
import { busyCores, description } from './machine.mjs';
import { available, PEERS } from './peers.mjs';
import { goalTable, valueOf, workTable } from './report.mjs';
import { Services } from './services.mjs';
import { median } from './stats.mjs';
import { WORKS } from './works/works.mjs';

const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

/** Settings of the long and of the short version. */
const LONG = { runs: 5, seconds: 5, warmUp: 2, rooms: 1000, connections: 5000 };
const QUICK = { runs: 1, seconds: 1, warmUp: 0.7, rooms: 200, connections: 1000 };

/** With more cores busy than this before the runs, the figures are those of a busy machine. */
const QUIET = 0.5;

/** One session: the services, the settings, and what has been measured so far. */
class Bench {
  services = new Services();
  results = [];
  #folders = new Map();

  constructor(settings) {
    Object.assign(this, settings);
    process.on('exit', () => this.#removeFolders());
  }

  /** The data folder that a peer has over all its runs. */
  dataDirOf(peer) {
    if (!this.#folders.has(peer)) this.#folders.set(peer, mkdtempSync(join(tmpdir(), 'depth-bench-')));
    return this.#folders.get(peer);
  }

  /** Peers with the same database share what is in it. */
  databaseOf(peer) {
    return PEERS[peer].needs.includes('postgres') ? 'postgres' : this.dataDirOf(peer);
  }

  medianOf(work, peer, figure) {
    const runs = this.results.find(({ id }) => id === work)?.rows.find((row) => row.peer === peer)?.runs;
    if (runs === undefined) throw new Error(`this work builds on ${work} with ${peer}: run that as well`);
    return median(runs.map((run) => run[figure]));
  }

  async close() {
    await this.services.stop();
    this.#removeFolders();
  }

  #removeFolders() {
    for (const folder of this.#folders.values()) rmSync(folder, { recursive: true, force: true });
    this.#folders.clear();
  }
}

export async function main(args) {
  const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (args.includes('--list')) {
    for (const { id, title, peers } of WORKS)
      console.log(`${id.padEnd(22)}${title}\n${' '.repeat(22)}${peers.join(', ')}`);
    return;
  }
  const quick = args.includes('--quick');
  const given = Object.fromEntries(
    ['runs', 'seconds', 'rooms', 'connections', 'window'].flatMap((name) =>
      option(name) ? [[name, Number(option(name))]] : [],
    ),
  );
  const bench = new Bench({ ...(quick ? QUICK : LONG), ...given });
  const wanted = option('works')?.split(',');
  const peers = option('peers')?.split(',');
  const record = { ...description(), settings: { ...bench, results: undefined, services: undefined } };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  try {
    for (const work of WORKS) {
      if (wanted !== undefined && !wanted.includes(work.id)) continue;
      const who = (quick ? work.quick : work.peers).filter((name) => name === 'redis' || available(name));
      const chosen = peers === undefined ? who : who.filter((name) => peers.includes(name));
      if (chosen.length > 0) await measure(bench, work, chosen);
    }
    const goals = reached(bench.results);
    console.log(goalTable(goals));
    record.othersKeptBusy = median(bench.results.flatMap(({ rows }) => rows.flatMap(({ others }) => others)));
    if (record.othersKeptBusy > QUIET) {
      console.log(`The machine was busy (${record.othersKeptBusy} cores): these figures are for comparison at most.`);
    }
    record.versions.postgresql = (await bench.services.postgres()).version;
    record.versions.redis = (await bench.services.redis()).version;
    save({ ...record, works: bench.results, goals }, option('save') ?? 'last');
  } finally {
    await bench.close();
  }
}

/** The peers take turns, so that what else happens on the machine happens to all of them. */
async function measure(bench, work, peers) {
  const rows = peers.map((peer) => ({ peer, title: PEERS[peer]?.title ?? 'Redis alone', runs: [], others: [] }));
  const result = { id: work.id, title: work.title, figure: work.figure, rows };
  bench.results.push(result);
  for (let i = 0; i < bench.runs; i += 1) {
    for (const row of rows) {
      row.others.push(Number((await busyCores()).toFixed(1)));
      try {
        const run = await work.run(bench, row.peer);
        row.runs.push(run);
        process.stderr.write(`${work.id} ${row.peer}: ${valueOf(run, work.figure)}\n`);
      } catch (error) {
        // The others' figures are worth having all the same.
        process.stderr.write(`${work.id} ${row.peer} FAILED: ${error.stack}\n`);
        process.exitCode = 1;
      }
    }
  }
  result.rows = rows.filter(({ runs }) => runs.length > 0);
  if (result.rows.length > 0) console.log(workTable(result));
  else bench.results.pop();
}

function save(record, name) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(record, null, 1)}\n`);
  writeFileSync(join(RESULTS, `${name}.svg`), chart(record));
  console.log(`written to ${join(RESULTS, name)}.json and .svg`);
}
