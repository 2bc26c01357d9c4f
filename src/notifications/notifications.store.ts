import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';

import { Database, type Orm } from '../database/database.js';
import { seqOfEventId, streamKey } from '../streams/stream.js';
import { streams } from '../streams/streams.schema.js';
import { UserEvents } from '../streams/user-events.js';
import { notificationOf } from './notification.js';
import { LIST_INBOX, LIST_UNREAD, type InboxListRow } from './notifications-statements.js';
import type { Notification } from './notifications.protocol.js';
import { notificationReadMarks, notificationReads } from './notifications.schema.js';

/** A part of an inbox, newest first, and the number of unread ones. */
export interface InboxPage {
  readonly notifications: Notification[];
  readonly unread: number;
}

export interface InboxQuery {
  /** Only notifications before this seq. */
  readonly before?: number | null | undefined;
  readonly limit: number;
  readonly unreadOnly?: boolean | null | undefined;
  /** Up to which seq unread ones are counted; all of them when absent. */
  readonly countTo?: number | undefined;
}

/** The outcome of a read. `first` is false when the notification had been read before. */
export interface MarkedRead {
  readonly readAt: Date;
  readonly unread: number;
  readonly first: boolean;
}

/** The database's own clock, which also dates the notifications. */
const NOW = sql`now()`;

type Inbox = typeof streams.$inferSelect;

/**
 * What was read of which inbox. `streams.consumed` is the number of a user's rows in `notification_reads`: the two change
 * together, under the lock of the inbox's stream.
 */
@Injectable()
export class NotificationsStore {
  constructor(
    private readonly database: Database,
    private readonly events: UserEvents,
  ) {}

  async list(userId: string, { before, limit, unreadOnly, countTo }: InboxQuery): Promise<InboxPage> {
    const rows = await this.database.execute<InboxListRow>({
      name: unreadOnly === true ? 'inbox-unread' : 'inbox-list',
      text: unreadOnly === true ? LIST_UNREAD : LIST_INBOX,
      values: [streamKey('inbox', userId), userId, countTo ?? null, before ?? Number.MAX_SAFE_INTEGER, limit],
    });
    return {
      notifications: rows.flatMap((row) => (row.seq === null ? [] : [notificationOf(userId, row)])),
      unread: rows[0]?.unread ?? 0,
    };
  }

  /** Undefined when the user has no such notification. */
  markRead(userId: string, notificationId: string): Promise<MarkedRead | undefined> {
    return this.database.transaction(async (tx) => {
      const inbox = await lock(tx, userId);
      const seq = inbox === undefined ? undefined : seqOfEventId(notificationId, inbox.epoch);
      if (inbox === undefined || seq === undefined || seq > inbox.head) return undefined;
      const [before] = await tx
        .select({ readAt: notificationReads.readAt })
        .from(notificationReads)
        .where(and(eq(notificationReads.userId, userId), eq(notificationReads.seq, seq)));
      if (before !== undefined) {
        return { readAt: before.readAt, unread: inbox.head - inbox.consumed, first: false };
      }
      const [row] = await tx
        .insert(notificationReads)
        .values({ userId, seq, readAt: NOW })
        .returning({ readAt: notificationReads.readAt });
      if (row === undefined) throw new Error('a read was not written');
      await tx
        .update(streams)
        .set({ consumed: inbox.consumed + 1 })
        .where(eq(streams.id, inbox.id));
      const data = { userId, notificationId, readAt: row.readAt.toISOString() };
      await this.events.record(tx, [{ userId, type: 'read', data }]);
      return { readAt: row.readAt, unread: inbox.head - inbox.consumed - 1, first: true };
    });
  }

  /** Marks everything as read. False when there was nothing to mark. */
  markAllRead(userId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const inbox = await lock(tx, userId);
      if (inbox === undefined || inbox.consumed === inbox.head) return false;
      const [mark] = await tx.select().from(notificationReadMarks).where(eq(notificationReadMarks.userId, userId));
      const unmarked = sql`generate_series(${(mark?.seq ?? 0) + 1}::bigint, ${inbox.head}::bigint)`;
      // What had been read keeps its time.
      await tx
        .insert(notificationReads)
        .select(sql`select ${userId}::text, seq, ${NOW} from ${unmarked} as seq`)
        .onConflictDoNothing();
      const newMark = { seq: inbox.head, readAt: NOW };
      await tx
        .insert(notificationReadMarks)
        .values({ userId, ...newMark })
        .onConflictDoUpdate({ target: notificationReadMarks.userId, set: newMark });
      await tx.update(streams).set({ consumed: inbox.head }).where(eq(streams.id, inbox.id));
      await this.events.record(tx, [{ userId, type: 'readAll', data: { userId, upToSeq: inbox.head } }]);
      return true;
    });
  }
}

async function lock(tx: Orm, userId: string): Promise<Inbox | undefined> {
  const [inbox] = await tx
    .select()
    .from(streams)
    .where(eq(streams.key, streamKey('inbox', userId)))
    .for('update');
  return inbox;
}
