// Run by `npm pack` before it packs: builds what is published, and puts the published manifest in place.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { restore, swap } from './swap.mjs';

/** What the kernel says of a process: its name and its parent. */
function describe(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return { name: basename(line.replace(/^\d+\s+/, '')), parent: Number.parseInt(line, 10) };
  }
}

/** npm, which runs this script in a shell, or in what the shell has become. */
function npmProcess() {
  const { name, parent } = describe(process.ppid);
  return /^-?(ba|da|z|a)?sh$/.test(name) ? parent : process.ppid;
}

// Left by a pack that the machine did not survive.
restore();
execFileSync('npm', ['run', '--silent', 'build:package'], { stdio: ['ignore', 'inherit', 'inherit'] });

// npm runs postpack after a success only. So a process that survives npm, however it ends, waits for its end and tidies up.
const watchdog = fileURLToPath(new URL('restore-after.mjs', import.meta.url));
spawn(process.execPath, [watchdog, String(npmProcess())], { detached: true, stdio: 'ignore' }).unref();
swap();
