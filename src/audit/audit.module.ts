import { Module } from '@nestjs/common';

import { AuditLog } from './audit-log.js';

/** The record of every change that an administrator or another service makes. */
@Module({
  providers: [AuditLog],
  exports: [AuditLog],
})
export class AuditModule {}
