import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CORES = cpus().length;
const CAN_PIN = existsSync('/usr/bin/taskset') && CORES >= 2;
const TICKS_A_SECOND = 100;

/** The measured server has the first core to itself (a second node the second one); all the rest shares the others. */
export const SERVER_CORE = '0';
export const SECOND_NODE_CORE = '1';
export const OTHER_CORES = `1-${CORES - 1}`;

/** The command that runs a program on these cores only. */
export function pinned(cores, program, args) {
  return CAN_PIN ? ['/usr/bin/taskset', ['-c', cores, program, ...args]] : [program, args];
}

/** CPU seconds that a process has used, all its threads together. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Resident memory in MiB. */
export function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** CPU seconds of a process and of those it started that still run. */
export function cpuOfTree(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while we looked.
      continue;
    }
  }
  const tree = [pid];
  for (const ancestor of tree) tree.push(...(children.get(ancestor) ?? []));
  return tree.reduce((sum, member) => sum + cpuOf(member), 0);
}

/** How many cores all processes of the machine keep busy now, over a fifth of a second. */
export async function busyCores() {
  const read = () => {
    const [, user, nice, system, idle, iowait, irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .split(/\s+/)
      .map(Number);
    const busy = user + nice + system + irq + softirq;
    return { busy, all: busy + idle + iowait };
  };
  const before = read();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const after = read();
  return (CORES * (after.busy - before.busy)) / Math.max(1, after.all - before.all);
}

/** What ran where, for the record. */
export function description() {
  const git = (...args) => execFileSync('git', args, { cwd: HERE, encoding: 'utf8' }).trim();
  const version = (name) => JSON.parse(readFileSync(join(HERE, 'node_modules', name, 'package.json'), 'utf8')).version;
  return {
    commit: git('rev-parse', '--short', 'HEAD'),
    changed: git('status', '--porcelain', '--', '../src').length > 0,
    at: new Date().toISOString(),
    cpu: `${CORES} x ${cpus()[0].model}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    pinned: CAN_PIN,
    load: loadavg().map((value) => Number(value.toFixed(1))),
    versions: {
      node: process.version,
      ...Object.fromEntries(
        ['socket.io', 'engine.io', 'ws', '@nestjs/core', 'socketcluster-server', '@oven/bun-linux-x64'].map((name) => [
          name,
          existsSync(join(HERE, 'node_modules', name)) ? version(name) : 'missing',
        ]),
      ),
    },
  };
}
