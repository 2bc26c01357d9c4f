import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

type ParentOf = readonly [pid: number, parent: number];

/** The processes that `pid` started, and those that they started, nearest first. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const processes = existsSync('/proc/self/stat') ? await readProc() : await readPs();
  const found = new Set([pid]);
  for (const ancestor of found) {
    for (const [child, parent] of processes) if (parent === ancestor) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

async function readProc(): Promise<ParentOf[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    // A process that ended in the meantime is nobody's child.
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  return stats
    .filter((stat) => stat !== '')
    .map((stat): ParentOf => {
      // "pid (name) state ppid …", where the name may hold spaces and brackets.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [Number.parseInt(stat, 10), Number(parent)];
    });
}

async function readPs(): Promise<ParentOf[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line): ParentOf => {
      const [pid, parent] = line.trim().split(/\s+/);
      return [Number(pid), Number(parent)];
    });
}
