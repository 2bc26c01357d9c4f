// Loaded into a server that is profiled: SIGUSR2 starts the profile, and again ends it and writes it to BENCH_PROFILE_FILE.
// The set-up is not in it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
let running = false;
process.on('SIGUSR2', () => {
  if (running) {
    session.post('Profiler.stop', (error, { profile }) =>
      writeFileSync(process.env.BENCH_PROFILE_FILE, JSON.stringify(profile)),
    );
  } else {
    session.post('Profiler.enable');
    session.post('Profiler.start');
  }
  running = !running;
});
