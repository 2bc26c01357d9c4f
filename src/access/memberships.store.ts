import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { QuestionBatch } from '../database/question-batch.js';
import type { MemberKind, Stay } from './access-policy.js';

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
  private readonly batches: Readonly<Record<MemberKind, QuestionBatch<boolean>>>;

  constructor(private readonly database: Database) {
    this.batches = {
      conversation: new QuestionBatch((questions) => this.judge('conversation', questions), false),
      project: new QuestionBatch((questions) => this.judge('project', questions), false),
    };
  }

  /** Whether the user is a member now. Those who ask within a few milliseconds are one query. */
  isMember(kind: MemberKind, id: string, userId: string): Promise<boolean> {
    // Ids have no blank.
    return this.batches[kind].answer(`${id} ${userId}`);
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

  private async judge(kind: MemberKind, questions: readonly string[]): Promise<Map<string, boolean>> {
    const stays = questions.map((question) => {
      const [id = '', userId = ''] = question.split(' ');
      return { id, userId };
    });
    const strangers = new Set((await this.strangers(kind, stays)).map(({ id, userId }) => `${id} ${userId}`));
    return new Map(questions.map((question) => [question, !strangers.has(question)]));
  }
}
