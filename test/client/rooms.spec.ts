import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Conversation } from '../../client/client.js';
import { Conversations } from '../../src/chat/conversations.js';
import { command } from '../support/client.js';
import { startApp, type TestApp } from '../support/app.js';
import { clientOf } from './support/clients.js';
import { RoughNetwork } from './support/rough-network.js';

describe('A room', () => {
  let app: TestApp;
  let id: string;

  beforeAll(async () => {
    app = await startApp();
  });

  async function conversation(...members: string[]): Promise<void> {
    id = randomUUID();
    await app.conversation(id, members);
  }

  function textsOf(handle: Conversation): string[] {
    const heard: string[] = [];
    handle.on('message', ({ content }) => heard.push(content));
    return heard;
  }

  /** Writes as a plain client would. */
  async function write(userId: string, ...contents: string[]): Promise<void> {
    const socket = await app.connect('/chat', userId);
    await command(socket, 'chat:join', { conversationId: id });
    for (const content of contents) await command(socket, 'chat:message', { conversationId: id, content });
    socket.disconnect();
  }

  it('starts with the latest messages, and loads older ones', async () => {
    await conversation('layla', 'omar');
    await write('omar', ...Array.from({ length: 120 }, (_, index) => `${index + 1}`));
    const handle = await clientOf(app, 'layla').chat.join(id);
    expect(handle.state.get().messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 71));
    expect(handle.state.get()).toMatchObject({ hasMore: true, unread: 120 });
    await Promise.all([handle.loadOlder(), handle.loadOlder()]);
    expect(handle.state.get().messages).toHaveLength(100);
    await handle.loadOlder();
    expect(handle.state.get().messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    expect(handle.state.get().hasMore).toBe(false);
  });

  it('misses no event between the join and the handlers of whoever waited for it', async () => {
    await conversation('layla', 'omar');
    const talking = await app.connect('/chat', 'omar');
    await command(talking, 'chat:join', { conversationId: id });
    const client = clientOf(app, 'layla');
    await client.presence.set('online');
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      talking.emit('chat:message', { conversationId: id, content: `${sent}` });
    }, 1);
    for (let round = 0; round < 10; round++) {
      const handle = await client.chat.join(id);
      const known = handle.state.get().messages.map(({ seq }) => seq);
      const heard: number[] = [];
      handle.on('message', ({ seq }) => heard.push(seq));
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(3));
      expect(heard[0]).toBe((known.at(-1) ?? 0) + 1);
      await handle.leave();
    }
    clearInterval(timer);
  });

  it('gives what was missed while the connection was cut, once and in order', async () => {
    await conversation('layla', 'omar');
    const network = await RoughNetwork.to(app.url);
    const handle = await clientOf(app, 'layla', { url: network.url }).chat.join(id);
    const heard = textsOf(handle);
    const reloads = vi.fn();
    handle.on('reload', reloads);
    await write('omar', 'a', 'b');
    network.refusing = true;
    network.cut('reset');
    await write('omar', 'c', 'd');
    network.refusing = false;
    await vi.waitFor(() => expect(heard).toEqual(['a', 'b', 'c', 'd']));
    expect(reloads).not.toHaveBeenCalled();
    expect(handle.state.get().messages.map(({ content }) => content)).toEqual(heard);
  });

  it('hands the whole state over when too much was missed', async () => {
    await conversation('layla', 'omar');
    const network = await RoughNetwork.to(app.url);
    const handle = await clientOf(app, 'layla', { url: network.url }).chat.join(id);
    const heard = textsOf(handle);
    const reloaded = new Promise((resolve) => handle.on('reload', resolve));
    await write('omar', 'before');
    await vi.waitFor(() => expect(heard).toEqual(['before']));
    network.refusing = true;
    network.cut('reset');
    const socket = await app.connect('/chat', 'omar');
    await command(socket, 'chat:join', { conversationId: id });
    const many = Array.from({ length: 1200 }, (_, index) => `${index}`);
    await Promise.all(many.map((content) => command(socket, 'chat:message', { conversationId: id, content })));
    network.refusing = false;
    expect(await reloaded).toMatchObject({ seq: 1201 });
    expect(handle.state.get().messages).toHaveLength(50);
    await command(socket, 'chat:message', { conversationId: id, content: 'after' });
    await vi.waitFor(() => expect(heard).toEqual(['before', 'after']));
  });

  it('is shared by its handles, and left with the last of them', async () => {
    await conversation('layla', 'omar');
    const client = clientOf(app, 'layla');
    const frames: string[] = [];
    client.onFrame(({ direction, event }) => direction === 'out' && frames.push(event));
    const first = await client.chat.join(id);
    const second = await client.chat.join(id);
    const [one, two] = [textsOf(first), textsOf(second)];
    await write('omar', 'both');
    await vi.waitFor(() => expect([one, two]).toEqual([['both'], ['both']]));
    await first.leave();
    await write('omar', 'one');
    await vi.waitFor(() => expect([one, two]).toEqual([['both'], ['both', 'one']]));
    await second.leave();
    await second.leave();
    expect(frames).toEqual(['chat:join', 'chat:leave']);
    await expect(second.ready()).rejects.toMatchObject({ code: 'LEFT' });
  });

  it('stays in the room when it is opened again in the same moment', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla');
    const frames: string[] = [];
    client.onFrame(({ direction, event }) => direction === 'out' && frames.push(event));
    const first = await client.chat.join(id);
    const leaving = first.leave();
    const second = client.chat.open(id);
    await leaving;
    await second.send('still here');
    expect(frames).toEqual(['chat:join', 'chat:message']);
  });

  it('rejects the join of someone who may not enter', async () => {
    await conversation('omar');
    await app.users('layla');
    const client = clientOf(app, 'layla');
    await expect(client.chat.join(id)).rejects.toMatchObject({ code: 'FORBIDDEN', retryable: false });
    const handle = client.chat.open(id);
    await expect(handle.send('let me in')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(handle.state.get().status).toBe('refused');
  });

  it('tells that the user was put out, and lets them in again when they may', async () => {
    await conversation('layla', 'omar');
    const client = clientOf(app, 'layla');
    const handle = await client.chat.join(id);
    const heard = textsOf(handle);
    await write('omar', 'together');
    await app.get(Conversations).upsert(id, id, ['omar']);
    await vi.waitFor(() =>
      expect(handle.state.get()).toMatchObject({ status: 'revoked', error: { code: 'FORBIDDEN' } }),
    );
    await expect(handle.send('hello?')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await write('omar', 'alone');
    await app.get(Conversations).upsert(id, id, ['layla', 'omar']);
    await handle.rejoin();
    await vi.waitFor(() => expect(heard).toEqual(['together', 'alone']));
    expect(handle.state.get().status).toBe('joined');
  });

  it('shows edits, deletions, read marks and who types', async () => {
    await conversation('layla', 'omar');
    const layla = await clientOf(app, 'layla').chat.join(id);
    const omar = await clientOf(app, 'omar').chat.join(id);
    const first = await layla.send('frist');
    const second = await layla.send('second');
    await layla.edit(first.id, 'first');
    await layla.delete(second.id);
    await vi.waitFor(() =>
      expect(omar.state.get().messages).toMatchObject([
        { id: first.id, seq: 1, content: 'first', editedAt: expect.any(String) as string },
        { id: second.id, seq: 2, content: '', deletedAt: expect.any(String) as string },
      ]),
    );
    expect(omar.state.get().unread).toBe(1);
    layla.typing();
    layla.typing();
    await vi.waitFor(() => expect(omar.state.get().typing).toEqual(['layla']));
    const { id: thirdId } = await layla.send('third');
    await vi.waitFor(() => expect(omar.state.get().typing).toEqual([]));
    await vi.waitFor(() => expect(omar.state.get().messages.at(-1)?.id).toBe(thirdId));
    expect(await omar.read(thirdId)).toMatchObject({ lastReadSeq: 5, unread: 0 });
    expect(omar.state.get().unread).toBe(0);
    await vi.waitFor(() => expect(layla.state.get().members).toContainEqual({ userId: 'omar', lastReadSeq: 5 }));
  });

  it('follows what the same user reads on another device', async () => {
    await conversation('layla', 'omar');
    await write('omar', 'a', 'b');
    const phone = await clientOf(app, 'layla').chat.join(id);
    const desk = await clientOf(app, 'layla').chat.join(id);
    expect(desk.state.get().unread).toBe(2);
    await phone.read(phone.state.get().messages[0]?.id ?? '');
    await vi.waitFor(() => expect(desk.state.get().unread).toBe(1));
  });

  it('counts what is unread beyond what is loaded, when the same user reads there on another device', async () => {
    await conversation('layla', 'omar');
    await write('omar', ...Array.from({ length: 60 }, (_, index) => `${index + 1}`));
    const phone = await clientOf(app, 'layla').chat.join(id);
    const desk = await clientOf(app, 'layla').chat.join(id);
    expect(desk.state.get()).toMatchObject({ unread: 60, hasMore: true });
    const { messages } = await phone.history({ before: 5, limit: 1 });
    expect(await phone.read(messages[0]?.id ?? '')).toMatchObject({ lastReadSeq: 4, unread: 56 });
    await vi.waitFor(() => expect(desk.state.get().unread).toBe(56));
    expect(desk.state.get().messages).toHaveLength(50);
  });

  it('lets a handler that throws harm nobody else', async () => {
    await conversation('layla', 'omar');
    const handle = await clientOf(app, 'layla').chat.join(id);
    const thrown = new Promise((resolve) => process.prependOnceListener('uncaughtException', resolve));
    const others = process.listeners('uncaughtException').slice(1);
    for (const other of others) process.off('uncaughtException', other);
    handle.on('message', ({ content }) => {
      if (content === 'a') throw new Error('a mistake of the application');
    });
    const heard = textsOf(handle);
    await write('omar', 'a', 'b');
    await vi.waitFor(() => expect(heard).toEqual(['a', 'b']));
    expect(await thrown).toMatchObject({ message: 'a mistake of the application' });
    for (const other of others) process.on('uncaughtException', other);
  });

  it('takes its quiet events out of batches', async () => {
    await conversation('layla', 'omar');
    const omar = await clientOf(app, 'omar', { batch: true }).chat.join(id);
    const layla = await clientOf(app, 'layla').chat.join(id);
    layla.typing();
    await vi.waitFor(() => expect(omar.state.get().typing).toEqual(['layla']));
    layla.typing(false);
    await vi.waitFor(() => expect(omar.state.get().typing).toEqual([]));
  });
});
