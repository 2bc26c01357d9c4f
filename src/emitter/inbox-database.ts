import type { Database } from '../database/database.js';
import { DatabaseError } from '../database/database-error.js';
import type { UserLookUp } from '../notifications/known-users.js';
import type { NotificationEmitterOptions } from './emitter-options.js';
import { SchemaMismatchError } from './schema-mismatch.error.js';

/** What this package is made for; see `schema_contracts` in the database. */
const VERSION = 1;
const CONTRACT = 'notification-emitter';
const NO_SUCH_TABLE = '42P01';

interface LookUpRow {
  readonly version: number | null;
  readonly oldest: number | null;
  readonly known: readonly string[] | null;
}

/** Which of the ids in the JSON array `$1` are users, and what the schema offers. One row. */
const LOOK_UP = `
select c.version, c.oldest, (
  select json_agg(u.id) from users u where u.id in (select json_array_elements_text($1::json))
) as known
from (select 1) as one left join schema_contracts c on c.name = '${CONTRACT}'`;

const OUTBOX_TABLE = `
select quote_ident(n.nspname) || '.' || quote_ident(t.relname) as name
from pg_class t join pg_namespace n on n.oid = t.relnamespace
where t.oid = to_regclass('stream_outbox')`;

/**
 * What another process needs to know of the server's database. Each look-up also sees whether the schema is still one that
 * this package knows, since the server may be updated at any time.
 */
export class InboxDatabase implements UserLookUp {
  private outboxName: Promise<string> | undefined;

  constructor(
    private readonly database: Pick<Database, 'execute'>,
    private readonly findUsers: NotificationEmitterOptions['findUsers'],
  ) {}

  /** @throws SchemaMismatchError. Rejects with `UNAVAILABLE` when nobody can tell. */
  async check(): Promise<void> {
    await this.lookUp([]);
  }

  async findAll(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.findUsers === undefined) return new Set(await this.lookUp(userIds));
    const [known] = await Promise.all([this.findUsers(userIds), this.check()]);
    return new Set(known);
  }

  /** The outbox as any connection of the database can name it. */
  outboxTable(): Promise<string> {
    this.outboxName ??= this.findOutbox().catch((error: unknown) => {
      this.outboxName = undefined;
      throw error;
    });
    return this.outboxName;
  }

  private async findOutbox(): Promise<string> {
    const [row] = await this.database.execute<{ readonly name: string }>({
      name: 'outbox-table',
      text: OUTBOX_TABLE,
      values: [],
    });
    if (row === undefined) throw tooOld(0);
    return row.name;
  }

  private async lookUp(userIds: readonly string[]): Promise<readonly string[]> {
    const [row] = await this.database
      .execute<LookUpRow>({ name: 'emitter-users', text: LOOK_UP, values: [JSON.stringify(userIds)] })
      .catch((error: unknown) => {
        if (error instanceof DatabaseError && error.code === NO_SUCH_TABLE) throw tooOld(0);
        throw error;
      });
    const { version = null, oldest = null, known = null } = row ?? {};
    if (version === null || version < VERSION) throw tooOld(version ?? 0);
    if (oldest !== null && oldest > VERSION) throw tooNew(oldest);
    return known ?? [];
  }
}

function tooOld(version: number): SchemaMismatchError {
  return new SchemaMismatchError(
    `The database is older than this package: it has version ${version} of what the notification emitter needs, and this ` +
      `package needs ${VERSION}. Check that databaseUrl is the database of Depth Realtime, and start a server of this ` +
      `package's version: it brings the database up to date.`,
  );
}

function tooNew(oldest: number): SchemaMismatchError {
  return new SchemaMismatchError(
    `The database is newer than this package: it takes notifications of version ${oldest} and later, and this package has ` +
      `version ${VERSION}. Update depth-realtime in this service.`,
  );
}
