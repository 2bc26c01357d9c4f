import { existsSync } from 'node:fs';
import pg from 'pg';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { onCleanup } from './cleanup.js';
import { createDatabase, startPostgres } from './postgres.js';
import { sharedRedisUrl, startRedis } from './redis.js';

function redisClient(url: string): Redis {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => {});
  onCleanup(() => client.disconnect());
  return client;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('Redis for tests', () => {
  it('is shared', async () => {
    expect(await redisClient(sharedRedisUrl()).ping()).toBe('PONG');
  });

  it('of a test’s own is killed, comes back on the same port with its data, and stops', async () => {
    const redis = await startRedis({ durable: true, password: 'p@ss word' });
    await redisClient(redis.url).set('key', 'value');
    await redis.kill();
    await expect(redisClient(redis.url).ping()).rejects.toThrow();
    await redis.restart();
    expect(await redisClient(redis.url).get('key')).toBe('value');
    await redis.stop();
    await expect(redisClient(redis.url).ping()).rejects.toThrow();
  });
});

describe('PostgreSQL for tests', () => {
  it('gives each caller a database of its own', async () => {
    const [first, second] = await Promise.all([createDatabase(), createDatabase()]);
    expect(first).not.toBe(second);
    await query(first, 'CREATE TABLE mine (id int)');
    await expect(query(second, 'SELECT * FROM mine')).rejects.toThrow(/does not exist/);
  });

  it('of a test’s own is killed with a client connected, and comes back with what was committed', async () => {
    const postgres = await startPostgres();
    const url = await createDatabase(postgres.url);
    await query(url, 'CREATE TABLE kept (id int)');
    const connected = new pg.Client({ connectionString: url });
    const lost = new Promise((resolve) => connected.on('error', resolve));
    await connected.connect();
    await connected.query('INSERT INTO kept VALUES (1), (2)');
    await postgres.kill();
    await lost;
    await postgres.restart();
    expect(await query(url, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('of a test’s own is frozen and thawed', async () => {
    const postgres = await startPostgres();
    const client = new pg.Client({ connectionString: postgres.url, query_timeout: 300 });
    client.on('error', () => {});
    onCleanup(() => client.end());
    await client.connect();
    await postgres.pause();
    await expect(client.query('SELECT 1')).rejects.toThrow(/timeout/);
    await postgres.resume();
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leaves nothing behind', async () => {
    const postgres = await startPostgres({ durable: true });
    const [{ data_directory: folder }] = (await query(postgres.url, 'SHOW data_directory')) as [
      { data_directory: string },
    ];
    expect(existsSync(folder)).toBe(true);
    await postgres.stop();
    expect(existsSync(folder)).toBe(false);
  });
});
