import { Logger } from '@nestjs/common';

import { createApplication } from './application.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { demoLines } from './demo/demo-lines.js';
import { isDemo } from './demo/is-demo.js';
import { Drain } from './realtime/drain.js';

const logger = new Logger('Main');

async function start(): Promise<void> {
  const config = loadConfig();
  const app = await createApplication(config);
  for (const warning of config.warnings) logger.warn(warning);
  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) return;
    ending = true;
    logger.log(`${signal}: draining`);
    await app.get(Drain).run();
    await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end('SIGTERM'));
  process.once('SIGINT', () => void end('SIGINT'));
  await app.listen(config.port, config.host);
  const url = await readyUrl(app.getUrl());
  const lines = isDemo(config) ? demoLines(url) : [`Depth Realtime is ready on ${url}`];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function readyUrl(url: Promise<string>): Promise<string> {
  return (await url).replace('[::1]', '127.0.0.1').replace('0.0.0.0', '127.0.0.1');
}

start().catch((error: unknown) => {
  const message = error instanceof ConfigError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
