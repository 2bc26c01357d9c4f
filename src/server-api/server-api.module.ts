import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import { AuditModule } from '../audit/audit.module.js';
import { ChatModule } from '../chat/chat.module.js';
import { GeneralModule } from '../general/general.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnnouncementsController } from './announcements.controller.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { ConversationsController } from './conversations.controller.js';
import { NotificationsController } from './notifications.controller.js';
import { PrivateMessagesController } from './private-messages.controller.js';
import { ProjectsController } from './projects.controller.js';
import { ServiceAudit } from './service-audit.js';
import { ServiceKey } from './service-key.js';
import { SessionsController } from './sessions.controller.js';
import { UsersController } from './users.controller.js';

/** `/v1`: how other services of the platform fill the directory and send. A controller a noun, and no rules of its own. */
@Module({
  imports: [AuditModule, ChatModule, GeneralModule, NotificationsModule, ProjectsModule],
  controllers: [
    UsersController,
    ConversationsController,
    ProjectsController,
    NotificationsController,
    PrivateMessagesController,
    AnnouncementsController,
    SessionsController,
  ],
  providers: [ServiceAudit, ServiceKey, { provide: APP_FILTER, useClass: ApiErrorFilter }],
})
export class ServerApiModule {}
