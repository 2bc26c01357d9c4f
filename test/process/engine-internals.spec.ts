import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Socket as Connection } from 'engine.io';
import { Server } from 'socket.io';
import { beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config/load-config.js';
import {
  connectionsOf,
  eventDecoderOf,
  idleTcpSocketOf,
  inflates,
  inflatesSharedFrames,
  limitClosing,
  queuedBytes,
  tcpSocketOf,
  writeQueue,
} from '../../src/realtime/sockets/engine-internals.js';
import type { RealtimeSocket } from '../../src/realtime/sockets/realtime-socket.js';
import { serverOptions } from '../../src/realtime/connections/server-options.js';
import { onCleanup } from '../support/cleanup.js';
import { createClient, connected } from '../support/client.js';
import { RawClient } from './raw-client.js';

// Real: Socket.IO, Engine.IO and ws with this program's options, and nothing else of it.
describe('what is read of the insides of Engine.IO and ws', () => {
  let http: HttpServer;
  let server: Server;
  let url: string;

  beforeEach(async () => {
    http = createServer();
    server = new Server(http, serverOptions(loadConfig({ DATA_DIR: '/nowhere' })));
    onCleanup(() => server.close());
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  async function accepted<T>(open: () => Promise<T>): Promise<{ client: T; connection: Connection }> {
    const arrived = once(server.engine, 'connection') as Promise<[Connection]>;
    const client = await open();
    const [connection] = await arrived;
    return { client, connection };
  }

  it('finds the TCP socket of a WebSocket that has nothing to send, and a frame written to it arrives in its place', async () => {
    const { client, connection } = await accepted(() => RawClient.open(url));
    const socket = idleTcpSocketOf(connection);
    expect(socket).toBeDefined();
    expect(socket).toBe(tcpSocketOf(connection));
    connection.write('before');
    await client.until((text) => text === '4before');
    idleTcpSocketOf(connection)?.write(Buffer.from([0x81, 0x03, 0x34, 0x68, 0x69]));
    connection.write('after');
    await client.until((text) => text === '4after');
    expect(client.received.slice(1)).toEqual(['4before', '4hi', '4after']);
  });

  it('sees what waits for a client that does not read, and finds no idle socket then', async () => {
    const { client, connection } = await accepted(() => RawClient.open(url));
    client.socket.pause();
    const packet = 'x'.repeat(1_000_000);
    // More than the buffers of both TCP sockets hold: the first packet goes ahead, the others follow together.
    for (let i = 0; i < 30; i += 1) connection.write(packet);
    expect(queuedBytes(connection)).toBe(29 * packet.length);
    await expect.poll(() => tcpSocketOf(connection)?.writableLength).toBeGreaterThan(packet.length);
    connection.write(packet);
    connection.write(packet);
    expect(writeQueue(connection)).toHaveLength(2);
    expect(queuedBytes(connection)).toBe(2 * packet.length);
    expect(idleTcpSocketOf(connection)).toBeUndefined();
  });

  it('finds the open connections, and cuts off who does not answer the end of theirs', async () => {
    limitClosing(server.engine, 300);
    const { client, connection } = await accepted(() => RawClient.open(url));
    const polling = await accepted(() => connected(createClient(url, '/', { transports: ['polling'] })));
    expect(connectionsOf(server.engine)).toEqual([connection, polling.connection]);
    client.socket.pause();
    const cut = once(tcpSocketOf(connection)!, 'close');
    connection.close();
    expect(connectionsOf(server.engine)).not.toContain(connection);
    await cut;
  });

  it('tells who can inflate a shared frame from who cannot', async () => {
    const plain = await accepted(() => RawClient.open(url));
    expect(inflates(plain.connection)).toBe(false);
    expect(inflatesSharedFrames(plain.connection)).toBe(false);
    const inflating = await accepted(() => RawClient.open(url, { compress: true }));
    expect(inflates(inflating.connection)).toBe(true);
    expect(inflatesSharedFrames(inflating.connection)).toBe(true);
  });

  it('finds no socket under long-polling, nor once the connection is closed', async () => {
    const polling = await accepted(async () => {
      server.of('/').use((_, next) => next());
      return connected(createClient(url, '/', { transports: ['polling'] }));
    });
    expect(tcpSocketOf(polling.connection)).toBeUndefined();
    expect(idleTcpSocketOf(polling.connection)).toBeUndefined();
    expect(writeQueue(polling.connection)).toEqual([]);
    const { client, connection } = await accepted(() => RawClient.open(url));
    connection.close();
    await client.closed;
    expect(idleTcpSocketOf(connection)).toBeUndefined();
  });

  it('finds the decoder of a connection, which gives the events of a namespace to its receiver, and the rest to Socket.IO', async () => {
    const accepting = once(server.of('/chat'), 'connection') as Promise<[RealtimeSocket]>;
    const client = await connected(createClient(url, '/chat'));
    const [socket] = await accepting;
    const taken: unknown[] = [];
    const listened: unknown[] = [];
    socket.onAny((...args: unknown[]) => listened.push(args));
    const decoder = eventDecoderOf(socket);
    decoder.receive({
      namespace: '/chat',
      take(event, args, id) {
        if (event === 'unknown') return false;
        taken.push([event, args, typeof id]);
        return true;
      },
    });
    client.emit('known', { text: 'سلام' });
    client.emit('known', 1, [2], () => undefined);
    client.emit('known', Buffer.from('binary'), { and: Buffer.from('more') }, () => undefined);
    client.emit('unknown', 'x');
    client.emit('unknown', Buffer.from('x'));
    client.emit('known');
    await expect.poll(() => taken.length + listened.length).toBe(6);
    expect(taken).toEqual([
      ['known', [{ text: 'سلام' }], 'undefined'],
      ['known', [1, [2]], 'number'],
      ['known', [Buffer.from('binary'), { and: Buffer.from('more') }], 'number'],
      ['known', [], 'undefined'],
    ]);
    expect(listened).toEqual([
      ['unknown', 'x'],
      ['unknown', Buffer.from('x')],
    ]);
    decoder.receive({ namespace: '/chat', take: () => false });
    client.emit('known', 'again');
    await expect.poll(() => listened.length).toBe(3);
  });
});
