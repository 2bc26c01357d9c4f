import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  // On SIGTERM: what was accepted is written, and the connections are closed.
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3001, '127.0.0.1');
  console.log(`Reviews are on ${await app.getUrl()}`);
}

void bootstrap();
