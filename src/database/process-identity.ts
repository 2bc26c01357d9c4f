import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Enough to tell a process from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Where the number counts: a container has numbers of its own. */
  readonly realm: string;
  /** In the kernel's clock ticks; empty where the system does not tell. */
  readonly startedAt: string;
}

/** Reads back what was written as JSON, or undefined when it is not whole. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, realm, startedAt } = JSON.parse(text) as Partial<ProcessIdentity>;
    return pid === undefined || realm === undefined || startedAt === undefined ? undefined : { pid, realm, startedAt };
  } catch {
    return undefined;
  }
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, realm: ownRealm(), startedAt: startOf(process.pid) };
}

/** Whether it is still running, or undefined when that cannot be seen from here. */
export function isRunning(identity: ProcessIdentity): boolean | undefined {
  if (identity.realm !== ownRealm()) return undefined;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const startedAt = startOf(identity.pid);
  return startedAt === '' || identity.startedAt === '' || startedAt === identity.startedAt;
}

function ownRealm(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** Field 22 of `/proc/<pid>/stat`; the second field is a name in brackets that may hold anything. */
function startOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
