import { NestFactory } from '@nestjs/core';

import type { NotificationEmitterOptions } from '../../../src/emitter/emitter-options.js';
import { NotificationEmitterModule } from '../../../src/emitter/notification-emitter.module.js';
import { NotificationEmitter } from '../../../src/notifications/notification-emitter.js';
import { tracked } from '../../support/cleanup.js';

/** Another Nest application with connections of its own: what it has of the server is the database and Redis. */
export class Service {
  private constructor(
    readonly emitter: NotificationEmitter,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(options: NotificationEmitterOptions): Promise<Service> {
    const app = await NestFactory.createApplicationContext(NotificationEmitterModule.forRoot(options), {
      logger: false,
      abortOnError: false,
    });
    return new Service(app.get(NotificationEmitter), () => app.close());
  }

  async stop(): Promise<void> {
    await this.close();
  }
}

/** Starts a service; it stops with the test or the file. */
export async function startService(options: NotificationEmitterOptions): Promise<Service> {
  return tracked(await Service.start(options));
}
