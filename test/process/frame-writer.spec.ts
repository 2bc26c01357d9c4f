import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { loadConfig } from '../../src/config/load-config.js';
import { packetParser } from '../../src/realtime/sockets/packet-parser.js';
import { tcpSocketOf } from '../../src/realtime/sockets/engine-internals.js';
import { FrameWriter } from '../../src/realtime/sockets/frame-writer.js';
import type { RealtimeServer, RealtimeSocket } from '../../src/realtime/sockets/realtime-socket.js';
import { onCleanup } from '../support/cleanup.js';

const KIB = 1024;

// Real: Socket.IO, Engine.IO and ws, and nothing else of this program than the writer and its parser.
describe('FrameWriter', () => {
  let http: HttpServer;
  let server: RealtimeServer;
  let frames: FrameWriter;
  let url: string;

  beforeEach(async () => {
    http = createServer();
    server = new Server(http, { parser: packetParser(64 * KIB), transports: ['websocket'] });
    frames = new FrameWriter(loadConfig({ DATA_DIR: '/nowhere', COMPRESSION_LEVEL: '0' }));
    frames.watch(server);
    onCleanup(() => server.close());
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  async function pair() {
    const accepting = once(server.of('/chat'), 'connection') as Promise<[RealtimeSocket]>;
    // Not the clients of the other tests: they hold what arrives against the product's own description.
    const client = io(`${url}/chat`, { transports: ['websocket'], forceNew: true, reconnection: false });
    onCleanup(() => void client.disconnect());
    const [socket] = await accepting;
    await vi.waitFor(() => expect(client.connected).toBe(true));
    return { client, socket };
  }

  it('keeps the order of events, acks and what Socket.IO sends itself, whichever way each takes', async () => {
    const { client, socket } = await pair();
    const received: unknown[] = [];
    client.onAny((event: string, data: unknown) => received.push([event, data]));
    const answered = new Promise((resolve) => {
      client.emit('ask', (value: unknown) => {
        received.push(['ack', value]);
        resolve(value);
      });
    });
    await new Promise<void>((resolve) => {
      socket.once('ask', () => resolve());
    });
    frames.write(socket.conn, frames.event('/chat', 'first', 1));
    frames.acknowledge(socket, 0, { data: 'سلام' });
    frames.write(socket.conn, frames.event('/chat', 'second', 2));
    socket.emit('third', 3);
    const fourth = frames.event('/chat', 'fourth', 4);
    if (!frames.write(socket.conn, fourth)) socket.conn.write(fourth.packet);
    await answered;
    await expect.poll(() => received.length).toBe(5);
    expect(received).toEqual([
      ['first', 1],
      ['ack', { data: 'سلام' }],
      ['second', 2],
      ['third', 3],
      ['fourth', 4],
    ]);
  });

  it('gives neighbours with the same frames, and those with others between them, each its own', async () => {
    const pairs = [await pair(), await pair(), await pair(), await pair()];
    const received = pairs.map(({ client }) => {
      const events: unknown[] = [];
      client.onAny((event: string, data: unknown) => events.push([event, data]));
      return events;
    });
    const [first, second, third] = ['سلام', 'hello', 'x'.repeat(9000)].map((data) =>
      frames.event('/chat', 'said', data),
    );
    const given = [
      [first, second, third],
      [first, second, third],
      [first, third],
      [first, second, third],
    ];
    given.forEach((list, index) => {
      for (const frame of list) {
        const connection = pairs[index]?.socket.conn;
        if (connection !== undefined && frame !== undefined) expect(frames.write(connection, frame)).toBe(true);
      }
    });
    await expect.poll(() => received.flat().length).toBe(11);
    const said = (...texts: string[]): unknown[] => texts.map((text) => ['said', text]);
    const all = said('سلام', 'hello', 'x'.repeat(9000));
    expect(received).toEqual([all, all, said('سلام', 'x'.repeat(9000)), all]);
  });

  it('lets what a turn has gathered leave before a connection is closed, when told to', async () => {
    const { client, socket } = await pair();
    const received: unknown[] = [];
    client.on('last', (data: unknown) => received.push(data));
    frames.write(socket.conn, frames.event('/chat', 'last', 1));
    frames.write(socket.conn, frames.event('/chat', 'last', 2));
    frames.flush();
    socket.conn.close();
    await expect.poll(() => client.connected).toBe(false);
    expect(received).toEqual([1, 2]);
  });

  it('takes a long burst of one turn up to its limit, and again when that has left', async () => {
    const { client, socket } = await pair();
    const frame = frames.event('/chat', 'long', 'x'.repeat(8 * KIB));
    const burst = (): number => {
      let taken = 0;
      while (taken < 1000 && frames.write(socket.conn, frame)) taken += 1;
      return taken;
    };
    // 512 KiB and the frame that goes over it.
    expect(burst()).toBe(64);
    let arrived = 0;
    client.on('long', () => (arrived += 1));
    await expect.poll(() => arrived).toBe(64);
    await expect.poll(() => tcpSocketOf(socket.conn)?.writableLength).toBe(0);
    expect(burst()).toBe(64);
  });

  it('answers nobody whose socket has gone', async () => {
    const { client, socket } = await pair();
    client.disconnect();
    await expect.poll(() => socket.connected).toBe(false);
    expect(() => frames.acknowledge(socket, 1, {})).not.toThrow();
  });
});
