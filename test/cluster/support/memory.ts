import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import type { Fleet } from './fleet.js';

const MB = 1024;

/** The resident memory of each node, in megabytes. */
export function memoryOf(fleet: Fleet): number[] {
  return Array.from({ length: fleet.size }, (_, index) => Math.round(residentKb(fleet.node(index).pid) / MB));
}

function residentKb(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]);
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}
