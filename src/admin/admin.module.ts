import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { GeneralModule } from '../general/general.module.js';
import { AdminGateway } from './admin.gateway.js';
import { AuditTrail } from './audit-trail.js';
import { CommandLines } from './command-lines.js';
import { ConnectionsService } from './connections.service.js';
import { DependencyWatch } from './dependency-watch.js';
import { EnforcementService } from './enforcement.service.js';
import { LocalConnections } from './local-connections.js';
import { NodeMeter } from './node-meter.js';
import { NodeReporter } from './node-reporter.js';
import { NodeReports } from './node-reports.js';
import { PeerQuestions } from './peer-questions.js';
import { StatsService } from './stats.service.js';
import { TailForwarder } from './tail-forwarder.js';
import { TailRequests } from './tail-requests.js';
import { TailService } from './tail.service.js';

/** `/admin`: live numbers, connections, and the means to end them. Every change is in the audit log. */
@Module({
  imports: [AuditModule, GeneralModule],
  providers: [
    AdminGateway,
    AuditTrail,
    CommandLines,
    ConnectionsService,
    DependencyWatch,
    EnforcementService,
    LocalConnections,
    NodeMeter,
    NodeReporter,
    NodeReports,
    PeerQuestions,
    StatsService,
    TailForwarder,
    TailRequests,
    TailService,
  ],
})
export class AdminModule {}
