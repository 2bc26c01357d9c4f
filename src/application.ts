import type { Server } from 'node:http';

import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import type { Authorities } from './authorities.js';
import type { Config } from './config/config.js';
import { commandNames } from './realtime/commands/command.decorator.js';
import { RealtimeIoAdapter } from './realtime/connections/realtime-io.adapter.js';
import { setupDocs } from './server-api/docs.js';
import { AppLogger } from './telemetry/app-logger.js';
import { Metrics } from './telemetry/metrics.js';

/** How long a client may take for the head of a request, and for all of it; a WebSocket begins with a request too. */
const HEAD_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 30_000;

/** The whole application, from its configuration, ready to listen. `authorities`: who decides, when neither we nor the platform do. */
export async function createApplication(config: Config, authorities?: Authorities): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, authorities), {
    logger: new AppLogger(config),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.useLogger(app.get(AppLogger));
  app.disable('x-powered-by');
  app.useWebSocketAdapter(new RealtimeIoAdapter(app));
  app.get(Metrics).knownEvents(commandNames());
  setupDocs(app);
  limitRequestTime(app.getHttpServer());
  return app;
}

function limitRequestTime(server: Server): void {
  server.headersTimeout = HEAD_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  // Node looks for late requests every 30 s otherwise. Read when the server starts to listen.
  Object.assign(server, { connectionsCheckingInterval: 1000 });
}
