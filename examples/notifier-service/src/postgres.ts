import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';

/** The tables of this service: in the same database as those of Depth Realtime, in a schema of their own. */
@Injectable()
export class Postgres implements OnModuleInit, OnApplicationShutdown {
  private readonly pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

  async onModuleInit(): Promise<void> {
    await this.pool.query(`
      create schema if not exists studio;
      create table if not exists studio.reviews (id text primary key, verdict text not null)`);
  }

  /** Commits when `work` resolves and rolls back when it rejects. */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
