import { Logger, type INestApplication } from '@nestjs/common';

import { createApplication } from './application.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { demoLines } from './demo/demo-lines.js';
import { isDemo } from './demo/is-demo.js';
import { Drain } from './realtime/connections/drain.js';

const logger = new Logger('Main');

/** The least that closing may take, also when nothing is to be waited for. */
const CLOSE_MS = 1500;
/** What is kept of the time for the end of the process itself. */
const EXIT_MS = 200;

// Whoever reads the output may go: `npm start | head` must not end the server with its next line.
process.stdout.on('error', () => undefined);

async function start(): Promise<void> {
  const config = loadConfig();
  const app = await createApplication(config);
  for (const warning of config.warnings) logger.warn(warning);
  // Not once(): without a listener a second signal would end the process in the middle of the drain.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(app, config, signal));
  await app.listen(config.port, config.host);
  const url = reachable(await app.getUrl(), config.host);
  const lines = isDemo(config) ? demoLines(url) : [`Depth Realtime is ready on ${url}`];
  process.stdout.write(`${lines.join('\n')}\n`);
}

let stopping = false;

/**
 * Drains and ends this process within `DRAIN_TIMEOUT_MS`, once however often it is told to. When the database hangs, its
 * connections are not closed but cut: everyone has been answered by then, and what was acknowledged is stored.
 */
async function stop(app: INestApplication, config: Config, signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.log(`${signal}: draining`);
  setTimeout(
    () => {
      logger.warn('something did not close in time');
      process.exit(0);
    },
    Math.max(config.drainTimeoutMs - EXIT_MS, CLOSE_MS),
  );
  try {
    await app.get(Drain).run();
    await app.close();
    process.exit(0);
  } catch (error) {
    logger.error(`stopping failed: ${String(error)}`);
    process.exit(1);
  }
}

/** Nest names `::` as if it were `[::1]`; whoever listens everywhere is reached on 127.0.0.1. */
function reachable(url: string, host: string): string {
  return host === '::' || host === '0.0.0.0' ? url.replace(/\[::1?\]|0\.0\.0\.0/, '127.0.0.1') : url;
}

start().catch((error: unknown) => {
  const message = error instanceof ConfigError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
