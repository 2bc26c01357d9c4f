import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { Announcements } from './announcements.js';
import { GeneralGateway } from './general.gateway.js';
import { LastSeen } from './last-seen.js';
import { PresenceService } from './presence.service.js';
import { PresenceWatch } from './presence-watch.js';
import { PrivateMessages } from './private-messages.js';
import { RecentMessages } from './recent-messages.js';
import { SessionService } from './session.service.js';

/** `/`: private messages, announcements, presence, and the session. */
@Module({
  imports: [AuditModule],
  providers: [
    Announcements,
    GeneralGateway,
    LastSeen,
    PresenceService,
    PresenceWatch,
    PrivateMessages,
    RecentMessages,
    SessionService,
  ],
  exports: [Announcements, PrivateMessages],
})
export class GeneralModule {}
