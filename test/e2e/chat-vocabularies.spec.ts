import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';

import type { JoinedConversation, Message, ReadBySomeone, Typing } from '../../src/chat/chat.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, request } from '../support/client.js';

const JOINS = ['chat:join', 'conversation:join'] as const;

/** Each thing that happens, by its name in either vocabulary. */
const WORDS = {
  'chat:join': { sent: 'chat:message', edited: 'chat:updated', deleted: 'chat:deleted', read: 'chat:read' },
  'conversation:join': {
    sent: 'message:new',
    edited: 'message:updated',
    deleted: 'message:deleted',
    read: 'message:read',
  },
} as const;

// Real: the application, PostgreSQL, sockets.
describe('the two vocabularies of /chat', () => {
  let app: TestApp;
  let conversations = 0;
  beforeAll(async () => {
    app = await startApp();
  });

  async function conversation(): Promise<string> {
    const id = `words-${(conversations += 1)}`;
    await app.conversation(id, ['layla', 'omar']);
    return id;
  }

  async function join(userId: string, conversationId: string, by: (typeof JOINS)[number]): Promise<Socket> {
    const socket = await app.connect('/chat', userId);
    await command<JoinedConversation>(socket, by, { conversationId });
    return socket;
  }

  it('are told apart by how each socket has joined, also of one user', async () => {
    const conversationId = await conversation();
    const names: string[][] = [];
    const told: unknown[][] = [];
    const sockets = await Promise.all(JOINS.map((by) => join('layla', conversationId, by)));
    for (const socket of sockets) {
      const mine: string[] = [];
      const data: unknown[] = [];
      socket.onAny((event: string, payload: unknown) => {
        mine.push(event);
        data.push(payload);
      });
      names.push(mine);
      told.push(data);
    }
    const last = sockets.map((socket, index) => next(socket, WORDS[JOINS[index]!].deleted));
    const omar = await join('omar', conversationId, 'chat:join');
    const { id: messageId } = await command<Message>(omar, 'message:send', { conversationId, content: 'one' });
    await command(omar, 'message:edit', { conversationId, messageId, content: 'two' });
    await command(omar, 'message:read', { conversationId, messageId });
    await command(omar, 'message:delete', { conversationId, messageId });
    await Promise.all(last);
    for (const [index, by] of JOINS.entries()) {
      const { sent, edited, read, deleted } = WORDS[by];
      expect(names[index]).toEqual([sent, edited, read, deleted]);
    }
    expect(told[0]).toEqual(told[1]);
  });

  it.each(JOINS)('name the same commands, after %s', async (by) => {
    const conversationId = await conversation();
    const socket = await join('layla', conversationId, by);
    for (const vocabulary of ['chat:message', 'message:send'] as const) {
      const sent = await command<Message>(socket, vocabulary, { conversationId, content: vocabulary });
      expect(sent.content).toBe(vocabulary);
    }
    const pages = await Promise.all(
      ['chat:history', 'message:list'].map((name) => command(socket, name, { conversationId })),
    );
    expect(pages[0]).toEqual(pages[1]);
    for (const name of ['chat:typing', 'conversation:typing']) {
      expect(await request(socket, name, { conversationId, isTyping: false })).toEqual({ data: {} });
    }
    for (const leave of ['chat:leave', 'conversation:leave']) {
      expect(await request(socket, leave, { conversationId })).toEqual({ data: { conversationId } });
      await command(socket, by, { conversationId });
    }
  });

  it('follow the last join of a socket', async () => {
    const conversationId = await conversation();
    const socket = await join('layla', conversationId, 'chat:join');
    await command(socket, 'conversation:join', { conversationId });
    const old = collect<Message>(socket, 'chat:message');
    const seen = next<Message>(socket, 'message:new');
    const sent = await command<Message>(socket, 'chat:message', { conversationId, content: 'once' });
    expect(await seen).toEqual(sent);
    await command(socket, 'chat:history', { conversationId });
    expect(old.items).toEqual([]);
  });

  describe('typing', () => {
    it('is told to the others in both, and to no socket of the typist', async () => {
      const conversationId = await conversation();
      const [layla, laylaToo] = await Promise.all(JOINS.map((by) => join('layla', conversationId, by)));
      const omar = await Promise.all(JOINS.map((by) => join('omar', conversationId, by)));
      const own = [layla!, laylaToo!].map((socket) => collect<Typing>(socket, 'user:typing'));
      const told = omar.map((socket) => next<Typing>(socket, 'user:typing'));
      await command(layla!, 'chat:typing', { conversationId, isTyping: true });
      const typing = { userId: 'layla', conversationId, isTyping: true };
      expect(await Promise.all(told)).toEqual([typing, typing]);
      // Whatever was sent before this has arrived with it.
      await Promise.all([layla!, laylaToo!].map((socket) => command(socket, 'chat:history', { conversationId })));
      expect(own.flatMap(({ items }) => items)).toEqual([]);
    });

    it('ends by itself after six seconds, counted from when it was last said', async () => {
      const conversationId = await conversation();
      const layla = await join('layla', conversationId, 'chat:join');
      const omar = await join('omar', conversationId, 'conversation:join');
      await command(layla, 'chat:typing', { conversationId, isTyping: true });
      await command(layla, 'chat:typing', { conversationId, isTyping: true });
      const since = performance.now();
      const end = await next<Typing>(omar, 'user:typing', { where: ({ isTyping }) => !isTyping });
      expect(end).toEqual({ userId: 'layla', conversationId, isTyping: false });
      expect(performance.now() - since).toBeGreaterThan(5500);
    });

    it.each([
      ['leaves', (socket: Socket, conversationId: string) => socket.emit('chat:leave', { conversationId })],
      ['disconnects', (socket: Socket) => socket.disconnect()],
    ])('ends when the typist %s', async (_how, go) => {
      const conversationId = await conversation();
      const layla = await join('layla', conversationId, 'chat:join');
      const omar = await join('omar', conversationId, 'chat:join');
      await command(layla, 'chat:typing', { conversationId, isTyping: true });
      const end = next<Typing>(omar, 'user:typing', { where: ({ isTyping }) => !isTyping, timeoutMs: 4000 });
      go(layla, conversationId);
      expect(await end).toEqual({ userId: 'layla', conversationId, isTyping: false });
    });
  });

  it('tell a read mark once, and only forward', async () => {
    const conversationId = await conversation();
    const layla = await join('layla', conversationId, 'chat:join');
    const omar = await join('omar', conversationId, 'conversation:join');
    const reads = [collect<ReadBySomeone>(layla, 'chat:read'), collect<ReadBySomeone>(omar, 'message:read')];
    const ids: string[] = [];
    for (const content of ['one', 'two', 'three']) {
      ids.push((await command<Message>(layla, 'chat:message', { conversationId, content })).id);
    }
    const read = (messageId: string): Promise<unknown> => command(omar, 'chat:read', { conversationId, messageId });
    expect(await read(ids[1]!)).toEqual({ conversationId, lastReadSeq: 2, unread: 1 });
    expect(await read(ids[0]!)).toEqual({ conversationId, lastReadSeq: 2, unread: 1 });
    expect(await read(ids[1]!)).toEqual({ conversationId, lastReadSeq: 2, unread: 1 });
    expect(await read(ids[2]!)).toEqual({ conversationId, lastReadSeq: 3, unread: 0 });
    const marks = [2, 3].map((seq) => ({ conversationId, userId: 'omar', messageId: ids[seq - 1], lastReadSeq: seq }));
    for (const seen of reads) expect(await seen.until(2)).toEqual(marks);
    expect(await command<JoinedConversation>(omar, 'chat:join', { conversationId })).toMatchObject({
      unread: 0,
      members: [
        { userId: 'layla', lastReadSeq: 0 },
        { userId: 'omar', lastReadSeq: 3 },
      ],
    });
    const [epoch] = ids[0]!.split('.');
    for (const messageId of [`${epoch}.4`, `${epoch}.0`, 'elsewhere.1', 'nothing']) {
      expect((await request(omar, 'chat:read', { conversationId, messageId })).error?.code).toBe('FORBIDDEN');
    }
  });
});
