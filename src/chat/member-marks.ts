import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { QuestionBatch } from '../database/question-batch.js';
import { COUNT_UNREAD, LIST_MEMBERS, type MemberRow, type UnreadRow } from './chat-statements.js';
import type { MemberMark } from './chat.protocol.js';

/**
 * Who has read up to where. Everyone who joins asks: those who ask within a few milliseconds, as all do who come
 * back from a cut, are few queries together. Nothing is remembered.
 */
@Injectable()
export class MemberMarks {
  private readonly lists: QuestionBatch<readonly MemberMark[]>;
  private readonly counts: QuestionBatch<number>;

  constructor(private readonly database: Database) {
    this.lists = new QuestionBatch<readonly MemberMark[]>((conversationIds) => this.list(conversationIds), []);
    this.counts = new QuestionBatch((questions) => this.count(questions), 0);
  }

  /** The members of a conversation, in the order of their ids. */
  async members(conversationId: string): Promise<MemberMark[]> {
    return [...(await this.lists.answer(conversationId))];
  }

  /** How many messages of others, not deleted, the user has not read. */
  unread(conversationId: string, userId: string): Promise<number> {
    // Ids have no blank.
    return this.counts.answer(`${conversationId} ${userId}`);
  }

  private async list(conversationIds: readonly string[]): Promise<Map<string, MemberMark[]>> {
    const rows = await this.database.execute<MemberRow>({
      name: 'chat-members',
      text: LIST_MEMBERS,
      values: [JSON.stringify(conversationIds)],
    });
    const lists = new Map<string, MemberMark[]>();
    for (const { id, userId, lastReadSeq } of rows) {
      const list = lists.get(id);
      if (list === undefined) lists.set(id, [{ userId, lastReadSeq }]);
      else list.push({ userId, lastReadSeq });
    }
    return lists;
  }

  private async count(questions: readonly string[]): Promise<Map<string, number>> {
    const pairs = questions.map((question) => question.split(' '));
    const rows = await this.database.execute<UnreadRow>({
      name: 'chat-unread',
      text: COUNT_UNREAD,
      values: [pairs.map(([id]) => id), pairs.map(([, userId]) => userId)],
    });
    return new Map(rows.map(({ id, userId, unread }) => [`${id} ${userId}`, unread]));
  }
}
