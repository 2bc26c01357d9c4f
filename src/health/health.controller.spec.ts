import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  type INestApplication,
  Injectable,
  Logger,
  Module,
  type Type,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ConfigModule } from '../config/config.module.js';
import { loadConfig } from '../config/load-config.js';
import { Database } from '../database/database.js';
import { CodedError } from '../errors/coded-error.js';
import { Lifecycle } from '../telemetry/lifecycle.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { HealthModule } from './health.module.js';
import type { RedisState } from './redis-probe.js';

interface Answer {
  readonly status: number;
  readonly body: { readonly status: string; readonly details: Record<string, Record<string, unknown>> };
}

/** Stands for the pings of the two dependencies; each test decides how they behave. */
@Injectable()
class Pings {
  readonly database = vi.fn(async () => undefined);
  readonly redis = vi.fn(async (): Promise<RedisState> => 'up');

  ping(): Promise<RedisState> {
    return this.redis();
  }
}

@Global()
@Module({
  providers: [
    Pings,
    { provide: Database, inject: [Pings], useFactory: (pings: Pings) => ({ ping: () => pings.database() }) },
  ],
  exports: [Pings, Database],
})
class PingsModule {}

/** Asks in the middle of a shutdown. */
@Injectable()
class LastQuestion implements BeforeApplicationShutdown {
  ask: (() => Promise<void>) | undefined;

  async beforeApplicationShutdown(): Promise<void> {
    await this.ask?.();
  }
}

@Module({ providers: [LastQuestion] })
class InnermostModule {}

@Module({ imports: [InnermostModule] })
class InnerModule {}

/** Shutdown hooks run from the root inwards: this one is nested more deeply than those of the probes. */
@Module({ imports: [InnerModule] })
class NestedModule {}

describe('health probes', () => {
  let app: INestApplication<Server>;

  async function start(health: Type | DynamicModule = HealthModule.withRedis(Pings)): Promise<Pings> {
    const config = ConfigModule.from(loadConfig({ LOG_LEVEL: 'silent' }));
    const module = await Test.createTestingModule({
      imports: [config, PingsModule, TelemetryModule, health, NestedModule],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    return app.get(Pings);
  }

  async function get(path: string): Promise<Answer> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  afterEach(async () => {
    await app.close();
  });

  it('are green when everything is up', async () => {
    await start();
    // The other two tell of the event loop as well, which a busy machine may delay.
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
    for (const path of ['/health/live', '/health']) expect((await get(path)).status).toBe(200);
    const { details } = (await get('/health')).body;
    expect(Object.keys(details)).toEqual(['lifecycle', 'database', 'redis', 'eventLoop', 'memory', 'webhooks']);
    expect(details).toMatchObject({ eventLoop: { delayMs: expect.any(Number) as number }, redis: { status: 'up' } });
  });

  it('say that Redis is off where there is none', async () => {
    await start(HealthModule);
    expect((await get('/health/ready')).body.details.redis).toEqual({ status: 'up', message: 'off' });
  });

  it('do not ask the database whether the process is alive', async () => {
    const pings = await start();
    pings.database.mockRejectedValue(new CodedError('UNAVAILABLE'));
    expect((await get('/health/live')).status).toBe(200);
    expect(pings.database).not.toHaveBeenCalled();
    expect(pings.redis).not.toHaveBeenCalled();
  });

  it('are not ready while the database is away, and ready when it is back', async () => {
    const pings = await start();
    const cause = new Error('connect ECONNREFUSED postgres://depth:hunter2@10.0.0.7:5432');
    pings.database.mockRejectedValueOnce(new CodedError('UNAVAILABLE', { cause }));
    const answer = await get('/health/ready');
    expect(answer).toMatchObject({
      status: 503,
      body: { status: 'error', details: { database: { status: 'down', message: 'unreachable' } } },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|10\.0\.0\.7|ECONN|UNAVAILABLE/);
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('answer within three seconds when nothing else does', async () => {
    const pings = await start();
    pings.database.mockImplementation(() => new Promise(() => undefined));
    pings.redis.mockImplementation(() => new Promise(() => undefined));
    const startedAt = performance.now();
    expect(await get('/health')).toMatchObject({
      status: 503,
      body: {
        details: {
          database: { status: 'down', message: 'no answer in time' },
          redis: { status: 'degraded', message: 'no answer in time' },
        },
      },
    });
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it.each([
    ['cannot be reached', async (): Promise<RedisState> => 'degraded'],
    ['fails', () => Promise.reject(new Error('NOAUTH redis:6379'))],
  ])('stay ready while Redis %s', async (_what, ping) => {
    const pings = await start();
    pings.redis.mockImplementation(ping);
    expect(await get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'degraded', details: { redis: { status: 'degraded', message: 'unreachable' } } },
    });
  });

  it('are alive but not ready while draining', async () => {
    await start();
    app.get(Lifecycle).startDraining();
    expect(await get('/health/live')).toMatchObject({ status: 200 });
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      body: { details: { lifecycle: { status: 'down', message: 'draining' }, database: { status: 'up' } } },
    });
  });

  it('are alive but not ready during the shutdown itself', async () => {
    await start();
    const answers: Answer[] = [];
    app.get(LastQuestion, { strict: false }).ask = async () => {
      answers.push(await get('/health/live'), await get('/health/ready'));
    };
    await app.close();
    expect(answers).toMatchObject([
      { status: 200, body: { status: 'shutting_down' } },
      { status: 503, body: { status: 'shutting_down' } },
    ]);
  });

  it('do not fill the log', async () => {
    const pings = await start();
    pings.database.mockRejectedValue(new CodedError('UNAVAILABLE'));
    const error = vi.fn();
    try {
      Logger.overrideLogger({ log: error, warn: error, error });
      await get('/health/ready');
    } finally {
      Logger.overrideLogger(false);
    }
    expect(error).not.toHaveBeenCalled();
  });
});
