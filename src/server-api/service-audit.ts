import { Injectable } from '@nestjs/common';

import { AuditLog } from '../audit/audit-log.js';

/** Who acts, for the audit log and for what is sent: not a user. */
export const SERVICE = 'service';

/** Writes down what other services change. */
@Injectable()
export class ServiceAudit {
  constructor(private readonly log: AuditLog) {}

  /** Call it before the change takes effect. What it throws stops the change. */
  record(action: string, target: string | undefined, details?: Readonly<Record<string, unknown>>): Promise<void> {
    return this.log.record({ actorId: SERVICE, action, target, details });
  }
}
