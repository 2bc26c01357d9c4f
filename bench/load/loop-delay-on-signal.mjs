// Loaded into a server whose event loop is watched: SIGUSR2 starts to watch, and again prints how late its turns were.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const ms = (nanoseconds) => Number((nanoseconds / 1e6 - RESOLUTION_MS).toFixed(1));
let watching = false;
process.on('SIGUSR2', () => {
  if (watching) {
    delay.disable();
    const [p50, p99] = [50, 99].map((percentile) => ms(delay.percentile(percentile)));
    process.stderr.write(`event loop late by, ms: ${JSON.stringify({ p50, p99, max: ms(delay.max) })}\n`);
  } else {
    delay.reset();
    delay.enable();
  }
  watching = !watching;
});
