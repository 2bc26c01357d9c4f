import { Injectable } from '@nestjs/common';

import { AuditLog, type AuditRow } from '../audit/audit-log.js';
import type { AuditEntry, AuditPage, PageOptions } from './admin.protocol.js';
import { decodeCursor, DEFAULT_LIMIT, encodeCursor, invalidCursor } from './page.js';

/** The audit log, for reading. */
@Injectable()
export class AuditTrail {
  constructor(private readonly log: AuditLog) {}

  async page({ cursor, limit = DEFAULT_LIMIT }: PageOptions): Promise<AuditPage> {
    const rows = await this.log.page(cursor === undefined ? undefined : idIn(cursor), limit + 1);
    const entries = rows.slice(0, limit).map(entryOf);
    const last = entries.at(-1);
    return { entries, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.id) : null };
  }
}

function entryOf({ id, actorId, action, target, reason, details, at }: AuditRow): AuditEntry {
  return { id: String(id), actorId, action, target, reason, details, at: at.toISOString() };
}

function idIn(cursor: string): number {
  const key = decodeCursor(cursor);
  if (!/^[1-9]\d{0,14}$/.test(key)) throw invalidCursor();
  return Number(key);
}
