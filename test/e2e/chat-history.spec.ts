import { beforeAll, describe, expect, it } from 'vitest';

import { Conversations } from '../../src/chat/conversations.js';
import type { JoinedConversation, Message, MessagePage } from '../../src/chat/chat.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, request } from '../support/client.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

// Real: the application, PostgreSQL, sockets.
describe('the messages of a conversation', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  it('have exactly the fields of the contract', async () => {
    const conversationId = 'fields';
    await app.conversation(conversationId, ['layla']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    const metadata = { url: 'https://files.example.org/a.png', name: 'a.png', size: 3, mimeType: 'image/png' };
    const image = { conversationId, content: 'a picture', type: 'image', metadata, clientMessageId: 'first' };
    const sent = await command<Message>(layla, 'chat:message', image);
    expect(sent).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9._-]{1,64}$/) as string,
      ...image,
      seq: 1,
      senderId: 'layla',
      createdAt: expect.stringMatching(ISO) as string,
    });
    const edited = await command<Message>(layla, 'chat:edit', { conversationId, messageId: sent.id, content: 'ours' });
    const editedAt = expect.stringMatching(ISO) as string;
    expect(edited).toEqual({ ...sent, content: 'ours', seq: 2, messageSeq: 1, editedAt });
    const page = await command<MessagePage>(layla, 'chat:history', { conversationId });
    expect(page).toEqual({ messages: [{ ...sent, content: 'ours', editedAt }], hasMore: false });
  });

  it.each(['image', 'file'])('need an https address when they are of type %s', async (type) => {
    const conversationId = `needs-url-${type}`;
    await app.conversation(conversationId, ['layla']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    for (const metadata of [
      undefined,
      {},
      { name: 'a' },
      { url: 'http://example.org/a' },
      { url: 'javascript:alert(1)' },
    ]) {
      const { error } = await request(layla, 'chat:message', { conversationId, content: 'a', type, metadata });
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'metadata.url' }] });
    }
  });

  it('come in shorter pages when they are long', async () => {
    const conversationId = 'long';
    await app.conversation(conversationId, ['layla']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    // 16 kB each.
    const content = 'ع'.repeat(8000);
    await Promise.all(Array.from({ length: 80 }, () => command(layla, 'chat:message', { conversationId, content })));
    const joined = await command<JoinedConversation>(layla, 'chat:join', { conversationId, history: 80 });
    const newest = await command<MessagePage>(layla, 'chat:history', { conversationId, limit: 80 });
    expect(newest.hasMore).toBe(true);
    expect(newest.messages).toEqual(joined.messages);
    const [first] = newest.messages;
    const rest = await command<MessagePage>(layla, 'chat:history', { conversationId, limit: 80, before: first?.seq });
    expect(rest.hasMore).toBe(false);
    const seqs = [...rest.messages, ...newest.messages].map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  });

  it('come in pages, oldest first, with what became of each', async () => {
    const conversationId = 'pages';
    await app.conversation(conversationId, ['layla', 'omar']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        command<Message>(layla, 'chat:message', { conversationId, content: `${index + 1}` }),
      ),
    );
    await command(layla, 'chat:delete', { conversationId, messageId: sent[59]!.id });
    const seqs = ({ messages }: { messages: readonly Message[] }): number[] => messages.map(({ seq }) => seq);
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const page = (query: object): Promise<MessagePage> =>
      command<MessagePage>(layla, 'chat:history', { conversationId, ...query });

    const latest = await page({});
    expect(seqs(latest)).toEqual(range(11, 60));
    expect(latest.hasMore).toBe(true);
    expect(latest.messages.at(-1)).toMatchObject({
      content: '',
      metadata: {},
      deletedAt: expect.any(String) as string,
    });
    expect(seqs(await page({ before: 11 }))).toEqual(range(1, 10));
    expect(await page({ before: 11, limit: 10 })).toMatchObject({ hasMore: false });
    expect(await page({ before: 11, limit: 9 })).toMatchObject({ hasMore: true });
    expect(await page({ before: 1 })).toEqual({ messages: [], hasMore: false });

    const omar = await app.connect('/chat', 'omar');
    const joined = await command<JoinedConversation>(omar, 'chat:join', { conversationId, history: 3 });
    expect(seqs(joined)).toEqual([58, 59, 60]);
    expect(joined).toMatchObject({ seq: 61, unread: 59, recovered: false, events: [] });
    expect(seqs(await command<JoinedConversation>(omar, 'chat:join', { conversationId }))).toEqual([]);
  });

  it('may be deleted by an administrator only as a member', async () => {
    const conversationId = 'moderated';
    await app.conversation(conversationId, ['layla', 'admin']);
    const layla = await app.connect('/chat', 'layla');
    const admin = await app.connect('/chat', 'admin');
    for (const socket of [layla, admin]) await command(socket, 'chat:join', { conversationId });
    const { id: messageId } = await command<Message>(layla, 'chat:message', { conversationId, content: 'rude' });
    const deletion = { conversationId, messageId };
    expect((await request(admin, 'chat:edit', { ...deletion, content: 'kind' })).error?.code).toBe('FORBIDDEN');
    expect(await command<Message>(admin, 'chat:delete', deletion)).toMatchObject({ senderId: 'layla', content: '' });
    await app.conversation('private', ['layla']);
    expect((await request(admin, 'chat:join', { conversationId: 'private' })).error?.code).toBe('FORBIDDEN');
  });

  it('no longer reach who was removed, who is told so', async () => {
    const conversationId = 'removal';
    await app.conversation(conversationId, ['layla', 'omar']);
    const layla = await app.connect('/chat', 'layla');
    const omar = await app.connect('/chat', 'omar');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId });
    const seen = collect<Message>(omar, 'chat:message');
    const revoked = next(omar, 'room:revoked', { timeoutMs: 2000 });
    await app.get(Conversations).removeMember(conversationId, 'omar');
    expect(await revoked).toEqual({ room: `conversation:${conversationId}`, reason: 'removed' });
    await command(layla, 'chat:message', { conversationId, content: 'for members' });
    for (const name of ['chat:message', 'chat:join', 'chat:history']) {
      const payload = { conversationId, ...(name === 'chat:message' ? { content: 'still here' } : {}) };
      expect((await request(omar, name, payload)).error?.code).toBe('FORBIDDEN');
    }
    expect(seen.items).toEqual([]);
  });
});
