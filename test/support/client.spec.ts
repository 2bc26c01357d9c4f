import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { beforeEach, describe, expect, it } from 'vitest';
import { onCleanup } from './cleanup.js';
import { collect, command, connect, next, recordAcks, refused, request } from './client.js';

/** The servers of these tests speak no protocol. */
const foreign = { contract: false };

type Ack = (reply: unknown) => void;

let server: Server;
let url: string;

beforeEach(async () => {
  const http = createServer();
  server = new Server(http);
  onCleanup(() => server.close());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

describe('the test client', () => {
  it('connects with its token to a namespace', async () => {
    const handshakes: unknown[] = [];
    server.of('/chat').on('connection', (socket) => handshakes.push(socket.handshake.auth));
    const socket = await connect(url, '/chat', { token: 't', locale: 'en', ...foreign });
    expect(socket.connected).toBe(true);
    expect(handshakes).toEqual([{ token: 't', locale: 'en' }]);
  });

  it('tells why it was refused', async () => {
    server.use((_socket, done) => done(Object.assign(new Error('no'), { data: { code: 'AUTH_REQUIRED' } })));
    await expect(connect(url, '/', foreign)).rejects.toThrow('no');
    expect((await refused(url, '/', foreign)).data).toEqual({ code: 'AUTH_REQUIRED' });
    expect((await refused(url, '/nowhere', foreign)).message).toBe('Invalid namespace');
  });

  it('resolves requests with their acks, and rejects when there is none', async () => {
    server.on('connection', (socket) => {
      socket.on('double', (n: number, ack: Ack) => ack({ data: n * 2 }));
      socket.on('fail', (_: unknown, ack: Ack) => ack({ error: { code: 'FORBIDDEN' } }));
    });
    const socket = await connect(url, '/', foreign);
    expect(await request(socket, 'double', 4)).toEqual({ data: 8 });
    expect(await command<number>(socket, 'double', 5)).toBe(10);
    await expect(command(socket, 'fail', {})).rejects.toThrow('FORBIDDEN');
    await expect(request(socket, 'silent', {}, 50)).rejects.toThrow('the ack of silent');
  });

  it('sees events that come right after the act, in order', async () => {
    server.on('connection', (socket) => {
      socket.on('count', (n: number) => {
        for (let i = 1; i <= n; i++) socket.emit('tick', i);
      });
    });
    const socket = await connect(url, '/', foreign);
    const ticks = collect<number>(socket, 'tick');
    const third = next<number>(socket, 'tick', { where: (n) => n === 3 });
    socket.emit('count', 5);
    expect(await third).toBe(3);
    expect(await ticks.until(5)).toEqual([1, 2, 3, 4, 5]);
    await expect(ticks.until(6, 50)).rejects.toThrow('6 × tick, have 5');
  });

  it('sees a second ack that the client library hides', async () => {
    server.on('connection', (socket) => {
      socket.on('once', (_: unknown, ack: Ack) => ack({ data: 1 }));
      socket.on('twice', (_: unknown, ack: Ack) => {
        ack({ data: 1 });
        // The library guards the callback too: only a broken server would do this.
        socket.conn.write('31[{"data":2}]');
      });
    });
    const socket = await connect(url, '/', foreign);
    const acks = recordAcks(socket);
    await request(socket, 'once', {});
    await request(socket, 'twice', {});
    await request(socket, 'once', {});
    expect(acks).toEqual([0, 1, 1, 2]);
  });
});
