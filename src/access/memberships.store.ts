import { Injectable } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';

import { Database } from '../database/database.js';
import type { MemberKind, Stay } from './access-policy.js';
import { conversationMembers, projectMembers } from './memberships.schema.js';

/** `$1` rooms and `$2` users, in pairs: those of the pairs that are no membership. */
const FIND_STRANGERS: Readonly<Record<MemberKind, string>> = {
  conversation: `
select place.id, place.user_id as "userId"
from unnest($1::text[], $2::text[]) as place(id, user_id)
where not exists (
  select from conversation_members m where m.conversation_id = place.id and m.user_id = place.user_id
)`,
  project: `
select place.id, place.user_id as "userId"
from unnest($1::text[], $2::text[]) as place(id, user_id)
where not exists (select from project_members m where m.project_id = place.id and m.user_id = place.user_id)`,
};

/** What our own tables say of who is a member of what. */
@Injectable()
export class MembershipsStore {
  constructor(private readonly database: Database) {}

  async isMember(kind: MemberKind, id: string, userId: string): Promise<boolean> {
    const rows =
      kind === 'conversation'
        ? await this.database.orm
            .select({ userId: conversationMembers.userId })
            .from(conversationMembers)
            .where(and(eq(conversationMembers.conversationId, id), eq(conversationMembers.userId, userId)))
        : await this.database.orm
            .select({ userId: projectMembers.userId })
            .from(projectMembers)
            .where(and(eq(projectMembers.projectId, id), eq(projectMembers.userId, userId)));
    return rows.length > 0;
  }

  /** Those of the users in rooms who are no members, with one query. */
  async strangers(kind: MemberKind, stays: readonly Stay[]): Promise<Stay[]> {
    if (stays.length === 0) return [];
    return this.database.execute<Stay>({
      name: `${kind}-strangers`,
      text: FIND_STRANGERS[kind],
      values: [stays.map(({ id }) => id), stays.map(({ userId }) => userId)],
    });
  }
}
