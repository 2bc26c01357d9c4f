import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Message } from '../../client/client.js';
import { command } from '../support/client.js';
import { startApp, type TestApp } from '../support/app.js';
import { clientOf } from './support/clients.js';

describe('A conversation', () => {
  let app: TestApp;
  let conversationId: string;

  beforeAll(async () => {
    app = await startApp();
  });

  async function conversation(...members: string[]): Promise<string> {
    conversationId = randomUUID();
    await app.conversation(conversationId, members);
    return conversationId;
  }

  it('carries messages from one client to another, the sender included', async () => {
    const id = await conversation('layla', 'omar');
    const layla = await clientOf(app, 'layla').chat.join(id);
    const omar = await clientOf(app, 'omar').chat.join(id);
    const heard: Message[] = [];
    omar.on('message', (message) => heard.push(message));
    const own: Message[] = [];
    layla.on('message', (message) => own.push(message));
    const sent = await layla.send('Hello');
    await layla.send('How are you?');
    await vi.waitFor(() => expect(heard.map(({ content }) => content)).toEqual(['Hello', 'How are you?']));
    expect(heard[0]).toEqual(sent);
    await vi.waitFor(() => expect(own).toEqual(heard));
    expect(omar.state.get()).toMatchObject({ status: 'joined', messages: heard, unread: 2, pending: [] });
  });

  it('catches up with what was missed while it was switched off, and sends what was written then', async () => {
    const id = await conversation('layla', 'omar');
    const client = clientOf(app, 'layla');
    const layla = await client.chat.join(id);
    const heard: string[] = [];
    layla.on('message', ({ content }) => heard.push(content));
    await layla.send('before');
    client.connection.disconnect();
    expect(client.connection.state.get().status).toBe('offline');
    const socket = await app.connect('/chat', 'omar');
    await command(socket, 'chat:join', { conversationId: id });
    await command(socket, 'chat:message', { conversationId: id, content: 'missed' });
    const first = layla.send('written offline');
    const second = layla.send('and then');
    expect(layla.state.get().pending.map(({ content, status }) => [content, status])).toEqual([
      ['written offline', 'queued'],
      ['and then', 'queued'],
    ]);
    client.connection.connect();
    expect((await first).seq).toBe(3);
    expect((await second).seq).toBe(4);
    await vi.waitFor(() => expect(heard).toEqual(['before', 'missed', 'written offline', 'and then']));
    expect(layla.state.get().pending).toEqual([]);
  });
});
