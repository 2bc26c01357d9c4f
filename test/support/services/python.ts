import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { install } from './programs.js';

const run = promisify(execFile);

const PACKAGES = ['python3-socketio', 'python3-aiohttp'];
/** Debian's own last: packages of the system are not seen by a Python that someone has put before it on PATH. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/**
 * A Python that has python-socketio and aiohttp: the one that `PYTHON` names, or else one that is installed. Installs
 * Debian's packages when that is possible without asking.
 */
export async function pythonPath(): Promise<string> {
  const found = await find();
  if (found !== undefined) return found;
  const failure = await install(...PACKAGES);
  const installed = await find();
  if (installed !== undefined) return installed;
  throw new Error(
    `The tests need a Python 3 with python-socketio and aiohttp. Install them (Debian, Ubuntu: sudo apt-get install ` +
      `${PACKAGES.join(' ')}), or name such a Python in PYTHON.`,
    { cause: failure },
  );
}

async function find(): Promise<string | undefined> {
  const { PYTHON: named } = process.env;
  for (const python of named === undefined || named === '' ? PYTHONS : [named]) {
    const works = await run(python, ['-c', 'import socketio, aiohttp']).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  return undefined;
}
