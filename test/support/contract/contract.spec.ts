import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Server } from 'socket.io';
import { beforeEach, describe, expect, it } from 'vitest';

import { onCleanup } from '../cleanup.js';
import { connect, connected, createClient, next, refused, request } from '../client.js';
import { seenSoFar, takeFaults } from './watch.js';

type Ack = (reply: unknown) => void;

const MESSAGE = {
  id: 'f6a40731023f.1',
  conversationId: 'general',
  seq: 1,
  senderId: 'layla',
  type: 'text',
  content: 'Hello',
  metadata: {},
  createdAt: '2026-01-02T03:04:05.678Z',
};
const PAYLOAD = { conversationId: 'general', content: 'Hello' };
const FORBIDDEN = { code: 'FORBIDDEN', message: 'This is not allowed', retryable: false };

let server: Server;
let url: string;

beforeEach(async () => {
  const http = createServer();
  server = new Server(http);
  onCleanup(() => server.close());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

// Real: sockets, and a server that says what it should not.
describe('the check of the traffic', () => {
  it.each([
    ['what is right', 'chat:message', MESSAGE, undefined],
    ['an edit', 'message:updated', { ...MESSAGE, messageSeq: 1, editedAt: MESSAGE.createdAt }, undefined],
    ['a batch', 'batch', [{ event: 'chat:message', data: MESSAGE }], undefined],
    ['a missing property', 'chat:message', { ...MESSAGE, senderId: undefined }, /required property 'senderId'/],
    ['an unknown property', 'chat:message', { ...MESSAGE, surplus: 1 }, /NOT have additional properties/],
    ['an unknown property deeper', 'chat:message', { ...MESSAGE, metadata: { surplus: 1 } }, /metadata must NOT have/],
    ['a wrong type', 'chat:message', { ...MESSAGE, content: null }, /content must be string/],
    ['a number that is none', 'chat:message', { ...MESSAGE, seq: 1.5 }, /seq must be integer/],
    ['a seq of 0', 'chat:message', { ...MESSAGE, seq: 0 }, /seq must be >= 1/],
    ['another word', 'chat:message', { ...MESSAGE, type: 'video' }, /type must be equal to one of/],
    [
      'a moment that is none',
      'chat:message',
      { ...MESSAGE, createdAt: '2026-13-02T03:04:05.678Z' },
      /format "date-time"/,
    ],
    ['a moment without milliseconds', 'chat:message', { ...MESSAGE, createdAt: '2026-01-02T03:04:05Z' }, /pattern/],
    ['another form of id', 'chat:message', { ...MESSAGE, id: 'a b' }, /id must match pattern/],
    ['no payload', 'chat:message', undefined, /must be object/],
    ['an event that is not documented', 'chat:news', {}, /chat:news, which is not documented/],
    ['an event of another namespace', 'activity', {}, /activity, which is not documented/],
    [
      'a batch with something wrong in it',
      'batch',
      [{ event: 'user:typing', data: {} }],
      /event user:typing of \/chat/,
    ],
  ])('judges %s', async (_, event, payload, fault) => {
    server.of('/chat').on('connection', (socket) => {
      socket.emit(event, payload);
      socket.emit('end');
    });
    const socket = createClient(url, '/chat');
    const end = next(socket, 'end');
    await connected(socket);
    await end;
    const [first, ...more] = takeFaults().filter((found) => !found.includes('sends end'));
    expect(more).toEqual([]);
    if (fault === undefined) expect(first).toBeUndefined();
    else expect(first).toMatch(fault);
  });

  it.each([
    ['what is right', { data: MESSAGE }, PAYLOAD, undefined],
    ['a refusal', { error: { ...FORBIDDEN, event: 'chat:message' } }, {}, undefined],
    ['neither', {}, PAYLOAD, /required property 'data'/],
    ['both', { data: MESSAGE, error: FORBIDDEN }, PAYLOAD, /NOT have additional properties/],
    ['data that is wrong', { data: {} }, PAYLOAD, /required property 'id'/],
    ['a code that the command cannot answer', { error: { ...FORBIDDEN, code: 'CONFLICT' } }, PAYLOAD, /allowed values/],
    ['success for a payload that must be refused', { data: MESSAGE }, { content: 'Hello' }, /command chat:message of/],
    ['success for a payload that is too long', { data: MESSAGE }, { ...PAYLOAD, content: 'x'.repeat(8001) }, /8000/],
  ])('judges an answer: %s', async (_, reply, payload, fault) => {
    server.of('/chat').on('connection', (socket) => {
      socket.on('chat:message', (_payload: unknown, ack: Ack) => ack(reply));
    });
    const socket = await connect(url, '/chat');
    expect(await request(socket, 'chat:message', payload)).toEqual(reply);
    const [first] = takeFaults();
    if (fault === undefined) expect(first).toBeUndefined();
    else expect(first).toMatch(fault);
  });

  it('judges what a join brings', async () => {
    const events = [{ event: 'chat:message', seq: 1, data: { ...MESSAGE, seq: '1' } }];
    const joined = {
      conversationId: 'general',
      epoch: 'e',
      seq: 1,
      recovered: true,
      messages: [],
      members: [],
      unread: 0,
    };
    server.of('/chat').on('connection', (socket) => {
      socket.on('chat:join', (_payload: unknown, ack: Ack) => ack({ data: { ...joined, events } }));
    });
    await request(await connect(url, '/chat'), 'chat:join', { conversationId: 'general' });
    expect(takeFaults()).toEqual([expect.stringMatching(/event chat:message of \/chat.*seq must be integer/)]);
  });

  it('judges the answer to an event that is no command, with any way of asking', async () => {
    server.of('/chat').on('connection', (socket) => {
      socket.on('nothing', (ack: Ack) => ack({ data: {} }));
    });
    const socket = await connect(url, '/chat');
    expect(await socket.timeout(5000).emitWithAck('nothing')).toEqual({ data: {} });
    expect(takeFaults()).toEqual([expect.stringContaining('nothing, which is no command')]);
  });

  it('judges a refusal', async () => {
    server.use((_socket, done) => done(Object.assign(new Error('no'), { data: { code: 'NO' } })));
    await refused(url);
    expect(takeFaults()).toEqual([expect.stringMatching(/a refusal does not match its schema/)]);
  });

  it('remembers what it has seen', async () => {
    server.of('/chat').on('connection', (socket) => socket.emit('chat:message', MESSAGE));
    const socket = createClient(url, '/chat');
    const message = next(socket, 'chat:message');
    await connected(socket);
    await message;
    expect(takeFaults()).toEqual([]);
    expect([...seenSoFar()]).toContain('event /chat chat:message');
  });
});
