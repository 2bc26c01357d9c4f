import { sql } from 'drizzle-orm';
import { bigint, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { DatabaseError } from '../../src/database/database-error.js';
import type { Database } from '../../src/database/database.js';
import { CodedError } from '../../src/errors/coded-error.js';
import { onCleanup } from '../support/cleanup.js';

const samples = pgTable('samples', {
  id: text().primaryKey(),
  counterValue: bigint({ mode: 'number' }).notNull().default(0),
  content: jsonb().$type<unknown>(),
  happenedAt: timestamp({ withTimezone: true, precision: 3 }),
});

const CREATE = sql`create table if not exists samples
  (id text primary key, counter_value bigint not null default 0, content jsonb, happened_at timestamptz(3))`;

/** What every implementation of the port promises. `open` gives a fresh or a used one; each is closed after the tests. */
export function itIsADatabase(open: () => Promise<Database>): void {
  let database: Database;
  let count = 0;
  const fresh = (): string => `row-${++count}`;

  beforeAll(async () => {
    database = await open();
    onCleanup(() => database.close());
    await database.orm.execute(CREATE);
  });

  const read = async (id: string): Promise<typeof samples.$inferSelect | undefined> =>
    (
      await database.orm
        .select()
        .from(samples)
        .where(sql`${samples.id} = ${id}`)
    )[0];

  describe('queries', () => {
    it('maps camelCase names to snake_case columns, and every type there and back', async () => {
      const id = fresh();
      const row = {
        id,
        counterValue: Number.MAX_SAFE_INTEGER,
        content: { list: [1, 'two', null, { three: 3.5 }] },
        happenedAt: new Date('2026-02-28T23:59:59.987Z'),
      };
      const [returned] = await database.orm.insert(samples).values(row).returning();
      expect(returned).toEqual(row);
      expect(await read(id)).toEqual(row);
    });

    it('keeps text of every script as it is', async () => {
      const words = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((word) => !word.includes('\0'));
      await fc.assert(
        fc.asyncProperty(words, async (word) => {
          const content = { said: `مرحبا 👩‍🚀 ${word}`, 'quoted"\\': [word] };
          const rows = await database.execute<{ plain: string; list: string[]; content: unknown }>({
            name: 'contract-echo',
            text: 'select $1::text as plain, $2::text[] as list, $3::jsonb as content',
            values: [word, [word, '', '{,}"\\', 'NULL'], JSON.stringify(content)],
          });
          expect(rows).toEqual([{ plain: word, list: [word, '', '{,}"\\', 'NULL'], content }]);
        }),
        { numRuns: 50 },
      );
    });

    it('refuses U+0000, which it cannot store, and goes on', async () => {
      const refused = database.orm.insert(samples).values({ id: 'a\0b' });
      await expect(refused).rejects.toMatchObject({ name: 'DatabaseError', code: '22021' });
      const inJson = database.orm.insert(samples).values({ id: fresh(), content: { text: 'a\0b' } });
      await expect(inJson).rejects.toMatchObject({ name: 'DatabaseError', code: '22P05' });
      await database.ping();
    });

    it('gives the same values from a prepared statement as the other database does', async () => {
      const at = new Date('2026-01-02T03:04:05.678Z');
      const statement = {
        name: 'contract-types',
        text: `select 9007199254740991::int8 as big, 7::int4 as small, count(*) as counted, 1.25::float8 as real,
          1.50::numeric as exact, true as yes, null::text as nothing, $1::timestamptz as at, $2::int4[] as ints,
          $3::text[] as texts, array_length($4::text[], 1) as empty, '{"a":[1,"b"]}'::jsonb as json`,
        values: [at, [1, 2], ['a', null], []],
      };
      const expected = {
        big: Number.MAX_SAFE_INTEGER,
        small: 7,
        counted: 1,
        real: 1.25,
        exact: '1.50',
        yes: true,
        nothing: null,
        at,
        ints: [1, 2],
        texts: ['a', null],
        empty: null,
        json: { a: [1, 'b'] },
      };
      expect(await database.execute(statement)).toEqual([expected]);
      expect(await database.execute(statement)).toEqual([expected]);
    });

    it('answers many at once, each with its own result', async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          database.execute<{ n: number }>({ name: 'contract-many', text: 'select $1::int as n', values: [n] }),
        ),
      );
      expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    });
  });

  it('tells whether it has kept anybody waiting, also while it still does', { timeout: 20_000 }, async () => {
    const before = performance.now();
    expect(database.slowSince(before)).toBe(false);
    const slow = database.execute({ name: 'contract-slow', text: 'select pg_sleep(1.5)::text', values: [] });
    await vi.waitFor(() => expect(database.slowSince(performance.now())).toBe(true), 5000);
    await slow;
    expect(database.slowSince(before)).toBe(true);
    await database.ping();
    expect(database.slowSince(performance.now())).toBe(false);
  });

  describe('errors', () => {
    it('names the constraint and the SQLSTATE, and nothing of the values', async () => {
      const id = `secret-${fresh()}`;
      await database.orm.insert(samples).values({ id });
      const error: unknown = await database.orm
        .insert(samples)
        .values({ id, content: 'secret' })
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).toBeInstanceOf(DatabaseError);
      expect(error).toMatchObject({ code: '23505', constraint: 'samples_pkey' });
      expect(JSON.stringify([error, String(error), error instanceof Error && error.stack])).not.toContain('secret');
    });

    it('does not quote a value of the wrong type', async () => {
      const error: unknown = await database
        .execute({ name: 'contract-cast', text: 'select $1::text::int', values: ['secret'] })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'DatabaseError', code: '22P02' });
      expect(String(error)).not.toContain('secret');
    });

    it('passes a wrong statement on with its SQLSTATE', async () => {
      const missing = { name: 'contract-missing', text: 'select * from no_such_table', values: [] };
      await expect(database.execute(missing)).rejects.toMatchObject({ name: 'DatabaseError', code: '42P01' });
      await expect(database.orm.execute(sql`selec`)).rejects.toMatchObject({ name: 'DatabaseError', code: '42601' });
    });
  });

  describe('transactions', () => {
    const increment = async (id: string): Promise<void> => {
      await database.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(samples)
          .where(sql`${samples.id} = ${id}`)
          .for('update');
        await tx
          .update(samples)
          .set({ counterValue: (row?.counterValue ?? 0) + 1 })
          .where(sql`${samples.id} = ${id}`);
      });
    };

    it('commits what it did, and resolves with what the work resolved with', async () => {
      const id = fresh();
      const result = await database.transaction(async (tx) => {
        await tx.insert(samples).values({ id });
        return 'done';
      });
      expect(result).toBe('done');
      expect(await read(id)).toBeDefined();
    });

    it('rolls back and rejects with the very error that the work threw', async () => {
      const id = fresh();
      const refusal = new CodedError('CONFLICT');
      const outcome = database.transaction(async (tx) => {
        await tx.insert(samples).values({ id });
        throw refusal;
      });
      await expect(outcome).rejects.toBe(refusal);
      expect(await read(id)).toBeUndefined();
    });

    it('does not resolve when a statement had failed, even if the work ignored it', async () => {
      const id = fresh();
      const outcome = database.transaction(async (tx) => {
        await tx.insert(samples).values({ id });
        await tx
          .insert(samples)
          .values({ id })
          .catch(() => undefined);
      });
      await expect(outcome).rejects.toMatchObject({ name: 'DatabaseError', code: '25P02' });
      expect(await read(id)).toBeUndefined();
    });

    it('reports the errors of its statements in the same terms', async () => {
      const id = fresh();
      const outcome = database.transaction(async (tx) => {
        await tx.insert(samples).values([{ id }, { id }]);
      });
      await expect(outcome).rejects.toMatchObject({ name: 'DatabaseError', code: '23505' });
    });

    it('loses no update of 60 at once, with other queries in between', async () => {
      const id = fresh();
      await database.orm.insert(samples).values({ id });
      const reads = Array.from({ length: 60 }, () => read(id));
      await Promise.all(Array.from({ length: 60 }, () => increment(id)));
      expect((await Promise.all(reads)).every((row) => row?.id === id)).toBe(true);
      expect((await read(id))?.counterValue).toBe(60);
    });

    it('shows nobody what is not committed', async () => {
      const id = fresh();
      let seen: Promise<unknown> | undefined;
      await database
        .transaction(async (tx) => {
          await tx.insert(samples).values({ id });
          seen = read(id);
          throw new Error('changed my mind');
        })
        .catch(() => undefined);
      expect(await seen).toBeUndefined();
    });

    it('gives work up that does not end, and is usable afterwards', async () => {
      const id = fresh();
      const outcome = database.transaction(async (tx) => {
        await tx.insert(samples).values({ id });
        await new Promise(() => undefined);
      });
      await expect(outcome).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await database.orm.insert(samples).values({ id });
      await increment(id);
      expect((await read(id))?.counterValue).toBe(1);
    });
  });

  describe('the end', () => {
    it('finishes what is running, and is UNAVAILABLE from then on', async () => {
      const other = await open();
      const running = Promise.all(Array.from({ length: 50 }, () => other.orm.execute(sql`select 1`)));
      await other.ping();
      await Promise.all([other.close(), other.close(), running]);
      const unavailable = { name: 'CodedError', code: 'UNAVAILABLE' };
      await expect(other.ping()).rejects.toMatchObject(unavailable);
      await expect(other.orm.select().from(samples)).rejects.toMatchObject(unavailable);
      await expect(other.execute({ name: 'one', text: 'select 1', values: [] })).rejects.toMatchObject(unavailable);
      await expect(other.transaction(() => Promise.resolve())).rejects.toMatchObject(unavailable);
      await other.close();
    });
  });
}
