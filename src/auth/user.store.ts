import { Injectable } from '@nestjs/common';
import { eq, inArray, sql } from 'drizzle-orm';

import { Database, type Statement } from '../database/database.js';
import { executeWithin } from '../database/execute-within.js';
import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { users } from './auth.schema.js';
import type { User } from './user.js';

interface UserRow {
  readonly id: string;
  readonly display_name: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly revoked_at: Date | string | null;
}

const FIND_ALL = `
select id, display_name, role, disabled, revoked_at
from users
where id in (select json_array_elements_text($1::json))`;

/** `$1` is a JSON array of users. In the order of their ids, so that two nodes cannot wait for each other. */
const NOTE_USERS = `
with found as (
  select * from json_to_recordset($1::json) as u(id text, "displayName" text, role text, disabled boolean)
), noted as (
  insert into users as u (id, display_name, role, disabled)
  select id, "displayName", role, disabled from found order by id
  on conflict (id) do update
    set display_name = excluded.display_name, role = excluded.role, disabled = excluded.disabled
    where (u.display_name, u.role, u.disabled) is distinct from (excluded.display_name, excluded.role, excluded.disabled)
)
select u.id, (extract(epoch from u.revoked_at) * 1000)::float8 as at
from users u join found f on f.id = u.id
where u.revoked_at is not null`;

/** `$1` users and `$2` moments, in pairs. */
const TOUCH = `
update users as u set last_seen_at = seen.at
from unnest($1::text[], $2::timestamptz[]) as seen(id, at)
where u.id = seen.id`;

/** The users' table. */
@Injectable()
export class UserStore {
  constructor(private readonly database: Database) {}

  async findAll(ids: readonly string[]): Promise<Map<string, User>> {
    if (ids.length === 0) return new Map();
    return usersIn(await this.database.execute<UserRow>(lookUp(ids)));
  }

  /** The same on the connection of somebody's transaction. */
  async findAllWithin(tx: ForeignTransaction, ids: readonly string[]): Promise<Map<string, User>> {
    return usersIn(await executeWithin<UserRow>(tx, lookUp(ids)));
  }

  async upsert(user: Pick<User, 'id' | 'displayName' | 'role' | 'disabled'>): Promise<void> {
    await this.database.orm.insert(users).values(user).onConflictDoUpdate({ target: users.id, set: user });
  }

  /**
   * Notes users of somebody else's directory, with one statement that writes only what is new. Returns from when on the
   * tokens of those count that were revoked here.
   */
  async note(found: readonly User[]): Promise<Map<string, Date>> {
    if (found.length === 0) return new Map();
    const rows = await this.database.execute<{ id: string; at: number }>({
      name: 'users-note',
      text: NOTE_USERS,
      values: [
        JSON.stringify(found.map(({ id, displayName, role, disabled }) => ({ id, displayName, role, disabled }))),
      ],
    });
    return new Map(rows.map(({ id, at }) => [id, new Date(at)]));
  }

  /** Moves the moment of revocation forward, never back. False when there is no such user. */
  async revoke(id: string, at: Date): Promise<boolean> {
    const rows = await this.database.orm
      .update(users)
      .set({ revokedAt: sql`greatest(${users.revokedAt}, ${at.toISOString()}::timestamptz)` })
      .where(eq(users.id, id))
      .returning({ id: users.id });
    return rows.length > 0;
  }

  async touch(moments: ReadonlyMap<string, Date>): Promise<void> {
    // In one order on every node, so that two cannot wait for each other.
    const entries = [...moments].sort(([one], [other]) => (one < other ? -1 : 1));
    await this.database.execute({
      name: 'users-touch',
      text: TOUCH,
      values: [entries.map(([id]) => id), entries.map(([, at]) => at.toISOString())],
    });
  }

  async lastSeen(ids: readonly string[]): Promise<Map<string, Date>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.orm
      .select({ id: users.id, lastSeenAt: users.lastSeenAt })
      .from(users)
      .where(inArray(users.id, [...ids]));
    return new Map(rows.flatMap(({ id, lastSeenAt }) => (lastSeenAt === null ? [] : [[id, lastSeenAt]])));
  }
}

function lookUp(ids: readonly string[]): Statement {
  return { name: 'users', text: FIND_ALL, values: [JSON.stringify(ids)] };
}

function usersIn(rows: readonly UserRow[]): Map<string, User> {
  return new Map(
    // One by one: copied rows would each keep a layout of their own in memory.
    rows.map(({ id, display_name: displayName, role, disabled, revoked_at }) => {
      const revokedAt = revoked_at === null ? null : new Date(revoked_at);
      return [id, { id, displayName, role, disabled, revokedAt }];
    }),
  );
}
