import { Module } from '@nestjs/common';

import { ChatModule } from '../chat/chat.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DemoSeed } from './demo-seed.js';
import { DemoStore } from './demo-store.js';

/** Something to try, for who has just installed this. Does nothing in production, or once `JWT_SECRET` is set. */
@Module({ imports: [ChatModule, NotificationsModule, ProjectsModule], providers: [DemoSeed, DemoStore] })
export class DemoModule {}
