import { Injectable } from '@nestjs/common';
import { desc, lt } from 'drizzle-orm';

import { Database } from '../database/database.js';
import { auditLog } from './audit.schema.js';

/** A change, before it is made. */
export interface AuditRecord {
  /** The administrator's user id, or `service` for the server API. */
  readonly actorId: string;
  /** What is done, such as `disconnect` or `announce`. */
  readonly action: string;
  /** To what: a user, a socket, a room. Absent: to everything. */
  readonly target?: string | undefined;
  /** Why, in the actor's words. */
  readonly reason?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A change as it was written down. */
export type AuditRow = typeof auditLog.$inferSelect;

/** Who changed what, when and why. Append-only. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  /**
   * Writes the change down. Call it before the change takes effect, and let what it throws stop the change: nothing
   * happens that is not written here, though something may be written here that then failed.
   * @throws CodedError `UNAVAILABLE` while the store is away.
   */
  async record({ actorId, action, target, reason, details }: AuditRecord): Promise<void> {
    await this.database.orm.insert(auditLog).values({ actorId, action, target, reason, details });
  }

  /** At most `limit` changes, newest first; only those older than the one with the id `before`. */
  page(before: number | undefined, limit: number): Promise<AuditRow[]> {
    return this.database.orm
      .select()
      .from(auditLog)
      .where(before === undefined ? undefined : lt(auditLog.id, before))
      .orderBy(desc(auditLog.id))
      .limit(limit);
  }
}
