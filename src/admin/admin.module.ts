import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { GeneralModule } from '../general/general.module.js';
import { AdminGateway } from './admin.gateway.js';
import { AuditTrail } from './audit-trail.js';
import { ConnectionsService } from './connections.service.js';
import { EnforcementService } from './enforcement.service.js';
import { NodeMeter } from './node-meter.js';
import { NodeReports } from './node-reports.js';
import { StatsService } from './stats.service.js';
import { TailService } from './tail.service.js';

/** `/admin`: live numbers, connections, and the means to end them. Every change is in the audit log. */
@Module({
  imports: [AuditModule, GeneralModule],
  providers: [
    AdminGateway,
    AuditTrail,
    ConnectionsService,
    EnforcementService,
    NodeMeter,
    NodeReports,
    StatsService,
    TailService,
  ],
})
export class AdminModule {}
