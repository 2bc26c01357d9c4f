import type { AddressInfo } from 'node:net';

import { Global, type INestApplication, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigModule } from '../config/config.module.js';
import { loadConfig } from '../config/load-config.js';
import { Database } from '../database/database.js';
import { StreamLog } from '../streams/stream-log.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { TelemetryModule } from './telemetry.module.js';

/** Nothing here reads or writes: a place for the streams to depend on. */
@Global()
@Module({ providers: [{ provide: Database, useValue: {} }], exports: [Database] })
class NoDatabaseModule {}

describe('TelemetryModule', () => {
  let app: INestApplication<Server>;
  let metrics: Metrics;

  beforeEach(async () => {
    const config = ConfigModule.from(loadConfig({ LOG_LEVEL: 'silent' }));
    const module = await Test.createTestingModule({ imports: [config, NoDatabaseModule, TelemetryModule] }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    metrics = app.get(Metrics);
  });

  afterEach(async () => {
    await app.close();
  });

  async function scrape(): Promise<{ contentType: string | null; text: string }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(response.status).toBe(200);
    return { contentType: response.headers.get('content-type'), text: await response.text() };
  }

  it('serves metrics in the format of Prometheus, with those of Node', async () => {
    const { contentType, text } = await scrape();
    expect(contentType).toMatch(/^text\/plain;(?=.* version=0\.0\.4)(?=.* charset=utf-8)/);
    expect(text).toContain('# TYPE nodejs_eventloop_lag_seconds gauge');
    expect(text).toContain('# TYPE process_resident_memory_bytes gauge');
    expect(text).toContain('# TYPE realtime_stream_flush_events histogram');
  });

  it('counts connections', async () => {
    metrics.connectionOpened('/chat');
    metrics.connectionOpened('/chat');
    metrics.connectionClosed('/chat');
    metrics.authRefused('AUTH_EXPIRED');
    metrics.rateLimited();
    metrics.eventsSent(200);
    metrics.eventsSent();
    const { text } = await scrape();
    expect(text).toContain('realtime_connected_clients{namespace="/chat"} 1');
    expect(text).toContain('realtime_connections_total{namespace="/chat"} 2');
    expect(text).toContain('realtime_auth_refusals_total{code="AUTH_EXPIRED"} 1');
    expect(text).toContain('realtime_rate_limited_total 1');
    expect(text).toContain('realtime_events_sent_total 201');
  });

  it('asks for the outbound queue at each scrape', async () => {
    expect((await scrape()).text).toContain('realtime_outbound_queue_bytes 0');
    let bytes = 10;
    metrics.observeOutbound(() => bytes);
    metrics.observeOutbound(() => 1);
    expect((await scrape()).text).toContain('realtime_outbound_queue_bytes 11');
    bytes = 20;
    expect((await scrape()).text).toContain('realtime_outbound_queue_bytes 21');
  });

  it('measures the writes of the stream log', async () => {
    app.get(StreamLog, { strict: false }).written(3, 0.25);
    const { text } = await scrape();
    expect(text).toContain('realtime_stream_flush_events_count 1');
    expect(text).toContain('realtime_stream_flush_seconds_sum 0.25');
  });

  it('has a life cycle that goes one way', () => {
    const lifecycle = app.get(Lifecycle);
    expect(lifecycle.draining).toBe(false);
    lifecycle.startDraining();
    lifecycle.startDraining();
    expect(lifecycle.draining).toBe(true);
  });
});
