import { Injectable } from '@nestjs/common';
import { inArray } from 'drizzle-orm';

import { Database } from '../database/database.js';
import { UserEvents } from '../streams/user-events.js';
import { webhookPresence } from './webhooks.schema.js';

/** `$1` users: those of them of whom it was not told that they are online. */
const UNTOLD = `
select u.id from unnest($1::text[]) as u(id)
where not exists (select from webhook_presence p where p.user_id = u.id)`;

/** `$1` only users after this one, `$2` how many: of whom it was told that they are online, in order. */
const TOLD_ONLINE = `
select user_id as id from webhook_presence where user_id > $1 order by user_id limit $2::int`;

/** Of whom it was last told that they are online: a change is recorded once, however many nodes see it. */
@Injectable()
export class PresenceStore {
  constructor(
    private readonly database: Database,
    private readonly events: UserEvents,
  ) {}

  /** Records what is news: that these users came, at these moments, and that those left. All or nothing. */
  async record(came: ReadonlyMap<string, Date>, left: ReadonlyMap<string, Date>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const online = await idsOf(came, (ids) =>
        tx
          .insert(webhookPresence)
          .values(ids.map((userId) => ({ userId })))
          .onConflictDoNothing()
          .returning({ userId: webhookPresence.userId }),
      );
      const offline = await idsOf(left, (ids) =>
        tx
          .delete(webhookPresence)
          .where(inArray(webhookPresence.userId, ids))
          .returning({ userId: webhookPresence.userId }),
      );
      await this.events.record(tx, [
        ...online.map((userId) => ({ userId, type: 'online' as const, data: dataOf(userId, came) })),
        ...offline.map((userId) => ({ userId, type: 'offline' as const, data: dataOf(userId, left) })),
      ]);
    });
  }

  /** Those of the users of whom it was not told that they are here. */
  async untold(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.execute<{ id: string }>({
      name: 'webhook-presence-untold',
      text: UNTOLD,
      values: [[...userIds]],
    });
    return rows.map(({ id }) => id);
  }

  /** Of whom it was told that they are here, a page after the given one. */
  async toldOnline(after: string, limit: number): Promise<string[]> {
    const rows = await this.database.execute<{ id: string }>({
      name: 'webhook-presence-online',
      text: TOLD_ONLINE,
      values: [after, limit],
    });
    return rows.map(({ id }) => id);
  }
}

/** In the order of the ids, so that two nodes cannot wait for each other. */
async function idsOf(
  users: ReadonlyMap<string, Date>,
  change: (ids: string[]) => PromiseLike<{ userId: string }[]>,
): Promise<string[]> {
  if (users.size === 0) return [];
  return (await change([...users.keys()].sort())).map(({ userId }) => userId);
}

function dataOf(userId: string, at: ReadonlyMap<string, Date>): { userId: string; at: string } {
  return { userId, at: (at.get(userId) ?? new Date()).toISOString() };
}
