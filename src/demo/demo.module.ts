import { Module, type DynamicModule } from '@nestjs/common';

import { ChatModule } from '../chat/chat.module.js';
import type { Config } from '../config/config.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DemoController } from './demo.controller.js';
import { DemoSeed } from './demo-seed.js';
import { DemoStore } from './demo-store.js';
import { isDemo } from './is-demo.js';

/** Something to try, for who has just installed this. Is not there in production, or once `JWT_SECRET` is set. */
@Module({})
export class DemoModule {
  static with(config: Config): DynamicModule {
    if (!isDemo(config)) return { module: DemoModule };
    return {
      module: DemoModule,
      imports: [ChatModule, NotificationsModule, ProjectsModule],
      controllers: [DemoController],
      providers: [DemoSeed, DemoStore],
    };
  }
}
