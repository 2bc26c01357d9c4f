import { beforeAll, describe, expect, it } from 'vitest';

import type { ChangedMessage, JoinedConversation, Message } from '../../src/chat/chat.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next, request } from '../support/client.js';

// Real: the application, PostgreSQL, sockets.
describe('/chat', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.conversation('general', ['layla', 'omar']);
    await app.users('noor', 'admin');
  });

  it('brings a message to everyone in the conversation, the sender included, and acks it', async () => {
    const layla = await app.connect('/chat', 'layla');
    const omar = await app.connect('/chat', 'omar');
    await command(layla, 'chat:join', { conversationId: 'general' });
    await command(omar, 'conversation:join', { conversationId: 'general' });
    const seen = [next<Message>(layla, 'chat:message'), next<Message>(omar, 'message:new')];
    const sent = await command<Message>(layla, 'chat:message', { conversationId: 'general', content: 'مرحبا' });
    expect(sent).toMatchObject({ conversationId: 'general', senderId: 'layla', type: 'text', content: 'مرحبا' });
    expect(await Promise.all(seen)).toEqual([sent, sent]);
  });

  it('gives exactly what was missed to a join with since', async () => {
    await app.conversation('catch-up', ['layla', 'omar']);
    const layla = await app.connect('/chat', 'layla');
    const { epoch, seq } = await command<JoinedConversation>(layla, 'chat:join', { conversationId: 'catch-up' });
    for (let i = 0; i < 5; i += 1) {
      await command(layla, 'chat:message', { conversationId: 'catch-up', content: `message ${i}` });
    }
    const omar = await app.connect('/chat', 'omar');
    const live = collect<Message>(omar, 'chat:message');
    const joined = await command<JoinedConversation>(omar, 'chat:join', {
      conversationId: 'catch-up',
      since: { epoch, seq: seq + 2 },
    });
    expect(joined).toMatchObject({ recovered: true, seq: seq + 5, unread: 5 });
    expect(joined.events.map(({ seq: at, event }) => [at, event])).toEqual([
      [seq + 3, 'chat:message'],
      [seq + 4, 'chat:message'],
      [seq + 5, 'chat:message'],
    ]);
    await command(layla, 'chat:message', { conversationId: 'catch-up', content: 'live' });
    await live.until(1);
    expect(live.items.map((message) => message.seq)).toEqual([seq + 6]);
  });

  it('keeps the order of commands that one socket sends without waiting', async () => {
    await app.conversation('order', ['layla']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId: 'order' });
    const seen = collect<Message>(layla, 'chat:message');
    const texts = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((content) => command(layla, 'chat:message', { conversationId: 'order', content })));
    await seen.until(200);
    expect(seen.items.map(({ content }) => content)).toEqual(texts);
    expect(seen.items.map(({ seq }) => seq)).toEqual(texts.map((_, index) => index + 1));
  });

  it('edits and deletes as events of their own, and leaves nothing of a deleted text', async () => {
    await app.conversation('changes', ['layla', 'omar', 'admin']);
    const layla = await app.connect('/chat', 'layla');
    const omar = await app.connect('/chat', 'omar');
    const conversationId = 'changes';
    const { epoch } = await command<JoinedConversation>(layla, 'chat:join', { conversationId });
    await command(omar, 'conversation:join', { conversationId });
    const { id } = await command<Message>(layla, 'chat:message', { conversationId, content: 'draft' });
    const updated = next<ChangedMessage>(omar, 'message:updated');
    const edited = await command<ChangedMessage>(layla, 'chat:edit', {
      conversationId,
      messageId: id,
      content: 'final',
    });
    expect(edited).toMatchObject({ id, seq: 2, messageSeq: 1, content: 'final', senderId: 'layla' });
    expect(await updated).toEqual(edited);
    expect((await request(omar, 'chat:edit', { conversationId, messageId: id, content: 'mine' })).error?.code).toBe(
      'FORBIDDEN',
    );
    expect((await request(omar, 'chat:delete', { conversationId, messageId: id })).error?.code).toBe('FORBIDDEN');
    const deleted = next(omar, 'message:deleted');
    const gone = await command<Message>(layla, 'chat:delete', { conversationId, messageId: id });
    expect(gone).toMatchObject({ id, content: '', messageSeq: 1, seq: 3 });
    expect(gone.deletedAt).toBeDefined();
    expect(await deleted).toEqual({ conversationId, messageId: id, seq: 3, messageSeq: 1 });
    expect((await request(layla, 'chat:edit', { conversationId, messageId: id, content: 'again' })).error?.code).toBe(
      'CONFLICT',
    );
    const replay = await command<JoinedConversation>(omar, 'chat:join', { conversationId, since: { epoch, seq: 0 } });
    expect(replay.events).toHaveLength(3);
    expect(JSON.stringify(replay)).not.toMatch(/draft|final/);
  });

  it('refuses strangers and those who have not joined', async () => {
    const noor = await app.connect('/chat', 'noor');
    const omar = await app.connect('/chat', 'omar', { locale: 'en' });
    expect((await request(noor, 'chat:join', { conversationId: 'general' })).error?.code).toBe('FORBIDDEN');
    expect((await request(noor, 'chat:join', { conversationId: 'nothing' })).error?.code).toBe('FORBIDDEN');
    expect((await request(omar, 'chat:message', { conversationId: 'general', content: 'hi' })).error).toEqual({
      code: 'NOT_JOINED',
      message: 'Join the room first',
      retryable: false,
      event: 'chat:message',
    });
    expect((await request(omar, 'chat:nonsense', {})).error?.code).toBe('UNKNOWN_EVENT');
    expect((await request(omar, 'chat:message', { conversationId: 'general' })).error?.code).toBe('NOT_JOINED');
    expect((await request(omar, 'chat:join')).error).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ path: 'conversationId' }],
    });
  });
});
