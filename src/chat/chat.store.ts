import { Injectable } from '@nestjs/common';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';

import { conversationMembers } from '../access/memberships.schema.js';
import { Database, type Orm } from '../database/database.js';
import { streamKey } from '../streams/stream.js';
import { streamEvents } from '../streams/streams.schema.js';
import { conversations } from './chat.schema.js';
import { LIST_MESSAGES, type MessageRow } from './chat-statements.js';

/** A message event, and whether a later one has deleted it. */
export type StoredMessage = typeof streamEvents.$inferSelect & { readonly deleted: boolean };

/** The conversations' tables, and what chat reads from its streams. */
@Injectable()
export class ChatStore {
  constructor(private readonly database: Database) {}

  /** The newest messages before `before`, newest first. */
  messages(conversationId: string, before: number, limit: number): Promise<MessageRow[]> {
    return this.database.execute<MessageRow>({
      name: 'chat-messages',
      text: LIST_MESSAGES,
      values: [streamKey('conversation', conversationId), before, limit],
    });
  }

  /** Moves the user's watermark forward, never back; `moved` tells whether it did. */
  async markRead(
    conversationId: string,
    userId: string,
    seq: number,
  ): Promise<{ lastReadSeq: number; moved: boolean }> {
    const mine = and(eq(conversationMembers.conversationId, conversationId), eq(conversationMembers.userId, userId));
    const moved = await this.database.orm
      .update(conversationMembers)
      .set({ lastReadSeq: seq })
      .where(and(mine, lt(conversationMembers.lastReadSeq, seq)))
      .returning({ lastReadSeq: conversationMembers.lastReadSeq });
    if (moved.length > 0) return { lastReadSeq: seq, moved: true };
    const [row] = await this.database.orm
      .select({ lastReadSeq: conversationMembers.lastReadSeq })
      .from(conversationMembers)
      .where(mine);
    return { lastReadSeq: row?.lastReadSeq ?? 0, moved: false };
  }

  /** A message as it stands, by its seq: read under the stream's lock. */
  async messageForChange(tx: Orm, streamId: number, seq: number): Promise<StoredMessage | undefined> {
    const [message] = await tx
      .select()
      .from(streamEvents)
      .where(and(eq(streamEvents.streamId, streamId), eq(streamEvents.seq, seq), eq(streamEvents.type, 'message')));
    if (message === undefined) return undefined;
    const [deletion] = await tx
      .select({ seq: streamEvents.seq })
      .from(streamEvents)
      .where(and(eq(streamEvents.streamId, streamId), eq(streamEvents.refSeq, seq), eq(streamEvents.type, 'delete')));
    return { ...message, deleted: deletion !== undefined };
  }

  /** Blanks the text of a message and of its edits, so that a deletion leaves nothing to recover. */
  async redact(tx: Orm, streamId: number, messageSeq: number): Promise<void> {
    await tx
      .update(streamEvents)
      .set({ data: sql`${streamEvents.data} || '{"content": "", "metadata": {}}'::jsonb` })
      .where(
        and(
          eq(streamEvents.streamId, streamId),
          sql`(${streamEvents.seq} = ${messageSeq} or (${streamEvents.refSeq} = ${messageSeq} and ${streamEvents.type} = 'edit'))`,
        ),
      );
  }

  /** Whether the conversation exists with this title and exactly these members. */
  async matches(id: string, title: string, memberIds: readonly string[]): Promise<boolean> {
    const [found, members] = await Promise.all([
      this.database.orm.select({ title: conversations.title }).from(conversations).where(eq(conversations.id, id)),
      this.database.orm
        .select({ userId: conversationMembers.userId })
        .from(conversationMembers)
        .where(eq(conversationMembers.conversationId, id)),
    ]);
    const known = new Set(members.map(({ userId }) => userId));
    return found[0]?.title === title && known.size === memberIds.length && memberIds.every((one) => known.has(one));
  }

  /** Makes or renames the conversation and sets its members. Returns those who are no longer in it. */
  upsert(id: string, title: string, memberIds: readonly string[]): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      await tx
        .insert(conversations)
        .values({ id, title })
        .onConflictDoUpdate({ target: conversations.id, set: { title } });
      const before = await tx
        .select({ userId: conversationMembers.userId })
        .from(conversationMembers)
        .where(eq(conversationMembers.conversationId, id));
      const removed = before.map(({ userId }) => userId).filter((userId) => !memberIds.includes(userId));
      if (removed.length > 0) {
        await tx
          .delete(conversationMembers)
          .where(and(eq(conversationMembers.conversationId, id), inArray(conversationMembers.userId, removed)));
      }
      if (memberIds.length > 0) {
        await tx
          .insert(conversationMembers)
          .values(memberIds.map((userId) => ({ conversationId: id, userId })))
          .onConflictDoNothing();
      }
      return removed;
    });
  }

  /** False when there is no such conversation. */
  async addMember(conversationId: string, userId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.select().from(conversations).where(eq(conversations.id, conversationId)).for('share');
      if (found === undefined) return false;
      await tx.insert(conversationMembers).values({ conversationId, userId }).onConflictDoNothing();
      return true;
    });
  }

  async removeMember(conversationId: string, userId: string): Promise<void> {
    await this.database.orm
      .delete(conversationMembers)
      .where(and(eq(conversationMembers.conversationId, conversationId), eq(conversationMembers.userId, userId)));
  }
}
