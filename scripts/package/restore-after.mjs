// Waits for the end of a process, then puts the repository's manifest back. Argument: the number of the process.
import { restore } from './swap.mjs';

const pid = Number(process.argv[2]);

function isRunning() {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function look() {
  if (isRunning()) setTimeout(look, 100);
  else restore();
}

look();
