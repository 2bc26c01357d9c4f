import io, { type Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { JoinedConversation, Message } from '../../src/chat/chat.protocol.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import type { Namespace } from '../../src/realtime/sockets/room.js';
import { SocketServer } from '../../src/realtime/sockets/socket-server.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command, next, request } from '../support/client.js';
import { watch } from '../support/contract/watch.js';
import { chatClient, type ChatClient } from './spec-samples/chat-client.js';
import { runSample } from './spec-samples/run-sample.js';

const conversationId = 'general';
const projectId = 'launch-film';

// Real: the application, PostgreSQL, sockets, and the code of the platform's specification. Only the URL and the token
// are ours.
describe('the samples of the specification', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.conversation(conversationId, ['layla', 'omar']);
    await app.get(Projects).upsert(projectId, { name: 'Launch film', memberIds: ['layla', 'omar'] });
  });

  it('connect, and hear of errors and of the end', async () => {
    const { socket, console } = connectionSample(app, 'layla');
    await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith('متصل بالخادم'));
    socket.emit('private:message', { userId: 'nobody', message: 'hello' });
    const told = { code: 'FORBIDDEN', message: 'غير مسموح بهذا الإجراء', retryable: false, event: 'private:message' };
    await vi.waitFor(() => expect(console.error).toHaveBeenCalledWith('خطأ في Socket:', told));
    serverSide(app, '/', socket).disconnect();
    await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith('انقطع الاتصال:', 'io server disconnect'));
  });

  it('let two programs chat, in either vocabulary', async () => {
    const omar = chatProgram(app, 'omar');
    omar.client.joinConversation(conversationId);
    // Not waited for: commands of one socket take effect in the order sent.
    const first = await omar.client.sendMessage(conversationId, 'مرحبا');
    expect(first).toMatchObject({ senderId: 'omar', content: 'مرحبا', type: 'text' });

    const layla = await app.connect('/chat', 'layla');
    const console = fakeConsole();
    const scope = { socket: layla, console, conversationId, content: 'أهلاً', messageId: first.id };
    const read = next(omar.client.socket, 'message:read');
    for (const section of [0, 2, 1, 3, 4]) runSample('chat-events', scope, { section });
    await vi.waitFor(() => expect(omar.showTypingIndicator).toHaveBeenCalledWith('layla', conversationId));
    const sent = expect.objectContaining({ senderId: 'layla', content: 'أهلاً', metadata: {} }) as Message;
    await vi.waitFor(() => expect(omar.handleNewMessage).toHaveBeenCalledWith(sent));
    await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith('رسالة جديدة:', sent));
    expect(await read).toEqual({ conversationId, userId: 'layla', messageId: first.id, lastReadSeq: first.seq });

    const answer = await omar.client.sendMessage(conversationId, 'كيف الحال؟');
    await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith('رسالة جديدة:', answer));
    await command(omar.client.socket, 'message:edit', { conversationId, messageId: answer.id, content: 'كيف حالك؟' });
    await vi.waitFor(() =>
      expect(omar.updateMessage).toHaveBeenCalledWith(expect.objectContaining({ id: answer.id, content: 'كيف حالك؟' })),
    );
    expect(omar.handleNewMessage.mock.calls.map(([message]) => message.seq)).toEqual([
      first.seq,
      first.seq + 1,
      answer.seq,
    ]);
  });

  it('reject a message that may not be sent, with the error of the answer', async () => {
    await app.users('noor');
    const noor = chatProgram(app, 'noor');
    noor.client.joinConversation(conversationId);
    await expect(noor.client.sendMessage(conversationId, 'hello')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const omar = chatProgram(app, 'omar');
    await expect(omar.client.sendMessage(conversationId, 'hello')).rejects.toMatchObject({ code: 'NOT_JOINED' });
  });

  it('work on a project in front of the others', async () => {
    const omar = await app.connect('/projects', 'omar');
    await command(omar, 'project:join', { projectId });
    const joined = next(omar, 'user:joined');
    const left = next(omar, 'user:left');
    const updates = collect<{ seq: number; project: object }>(omar, 'project:update');
    const activity = collect<{ type: string }>(omar, 'activity');
    const status = next(omar, 'project:statusUpdate');
    const progress = next(omar, 'project:progress');
    const comment = next(omar, 'project:comment');

    const layla = await app.connect('/projects', 'layla');
    const welcome = next(layla, 'project:joined');
    runSample('project-events', { socket: layla, projectId, userId: 'layla' });
    expect(await welcome).toEqual({ projectId });
    expect(await joined).toEqual({ userId: 'layla', projectId });
    expect(await status).toMatchObject({ projectId, userId: 'layla', status: 'in_progress' });
    expect(await progress).toMatchObject({ projectId, userId: 'layla', progress: 75, milestone: 'تصوير مكتمل' });
    expect(await comment).toMatchObject({ projectId, userId: 'layla', comment: 'عمل رائع!', attachments: [] });
    await updates.until(2);
    expect(updates.items.at(-1)?.project).toMatchObject({ status: 'in_progress', progress: 75, updatedBy: 'layla' });
    const types = (await activity.until(3)).map(({ type }) => type);
    expect(types).toEqual(['project:statusUpdate', 'project:progress', 'project:comment']);

    layla.emit('project:leave', { projectId });
    expect(await left).toEqual({ userId: 'layla', projectId });
  });

  it('bring notifications while subscribed', async () => {
    const emit = async (title: string): Promise<string> => {
      const [sent] = await app.get(NotificationEmitter).emit(['layla'], { type: 'news', title, body: 'خبر' });
      return sent!.notificationId;
    };
    const socket = await app.connect('/notifications', 'layla');
    const showNotification = vi.fn();
    const scope = { socket, showNotification, userId: 'layla' };
    runSample('notification-events', scope, { section: 0 });
    runSample('notification-events', scope, { section: 1 });
    // Answered after the subscription, which was sent before it.
    await command(socket, 'notification:list', {});
    const notificationId = await emit('الأول');
    await vi.waitFor(() =>
      expect(showNotification).toHaveBeenCalledWith(
        expect.objectContaining({ id: notificationId, title: 'الأول', readAt: null, unread: 1 }),
      ),
    );
    runSample('notification-events', { ...scope, notificationId }, { section: 2 });
    expect(await command(socket, 'notification:list', {})).toMatchObject({ unread: 0 });
    runSample('notification-events', scope, { section: 3 });
    await command(socket, 'notification:list', {});
    await emit('الثاني');
    expect(await command(socket, 'notification:list', {})).toMatchObject({ unread: 1 });
    expect(showNotification).toHaveBeenCalledTimes(1);
  });

  it('come back by themselves, and catch up in the rooms that they join again', async () => {
    const own = await startApp();
    await own.conversation(conversationId, ['layla', 'omar']);
    const omar = chatProgram(own, 'omar').client;
    omar.joinConversation(conversationId);
    const { socket: root, console } = connectionSample(own, 'layla');
    await next(root, 'connect');
    const socket = root.io.socket('/chat', { auth: { token: own.token('layla') } });
    await next(socket, 'connect');
    const { epoch, seq } = await command<JoinedConversation>(socket, 'chat:join', { conversationId });
    const rejoinRooms = vi.fn(() => {
      socket.emit('chat:join', { conversationId, since: { epoch, seq } }, rejoined);
    });
    const rejoined = vi.fn();
    runSample('reconnection', { socket, console, rejoinRooms });

    const again = next(socket, 'connect');
    serverSide(own, '/chat', socket).disconnect();
    await again;
    const gone = next(socket, 'disconnect');
    serverSide(own, '/chat', socket).conn.close();
    expect(await gone).toBe('transport close');
    const missed = await omar.sendMessage(conversationId, 'بينما كنت بعيدة');
    await vi.waitFor(() => expect(rejoined).toHaveBeenCalledOnce(), { timeout: 10_000 });
    expect(console.log).toHaveBeenCalledWith('إعادة الاتصال نجحت بعد 1 محاولة');
    expect(rejoined).toHaveBeenCalledWith({
      data: expect.objectContaining({
        recovered: true,
        events: [{ event: 'chat:message', seq: seq + 1, data: missed }],
      }) as object,
    });

    await own.stop();
    const failed = ['خطأ في إعادة الاتصال:', expect.any(Error) as Error];
    await vi.waitFor(() => expect(console.error).toHaveBeenCalledWith(...failed), { timeout: 10_000 });
  });

  it('get what is not urgent in a batch when they ask for it', async () => {
    const layla = await app.connect('/chat', 'layla', { batch: true });
    const omar = chatProgram(app, 'omar').client;
    await command(layla, 'chat:join', { conversationId });
    await command(omar.socket, 'conversation:join', { conversationId });
    const batch = next(layla, 'batch');
    omar.socket.emit('conversation:typing', { conversationId, isTyping: true });
    omar.socket.emit('conversation:typing', { conversationId, isTyping: false });
    const typing = (isTyping: boolean): object => ({
      event: 'user:typing',
      data: { userId: 'omar', conversationId, isTyping },
    });
    expect(await batch).toEqual([typing(true), typing(false)]);
    const single = collect(layla, 'user:typing');
    await request(layla, 'chat:history', { conversationId });
    expect(single.items).toEqual([]);
  });
});

interface FakeConsole {
  readonly log: ReturnType<typeof vi.fn>;
  readonly error: ReturnType<typeof vi.fn>;
}

function fakeConsole(): FakeConsole {
  return { log: vi.fn(), error: vi.fn() };
}

/** The sample of a connection, in the place of whose URL and token there are ours. */
function connectionSample(app: TestApp, userId: string): { socket: Socket; console: FakeConsole } {
  const console = fakeConsole();
  const localStorage = { getItem: (key: string) => (key === 'authToken' ? app.token(userId) : null) };
  const ioOfPage = (url: string, options: object): Socket =>
    watch(io(url.replace('wss://api.depth.so', app.url), { ...options, forceNew: true }));
  const socket = runSample('connection', { io: ioOfPage, localStorage, console }, { result: 'socket' }) as Socket;
  onCleanup(() => socket.io._close());
  return { socket, console };
}

function chatProgram(app: TestApp, userId: string) {
  const screen = {
    handleNewMessage: vi.fn<ChatClient['handleNewMessage']>(),
    updateMessage: vi.fn<ChatClient['updateMessage']>(),
    showTypingIndicator: vi.fn<ChatClient['showTypingIndicator']>(),
  };
  const ioOfPage = (namespace: string): Socket =>
    watch(io(app.url + namespace, { auth: { token: app.token(userId) }, forceNew: true }));
  const client = chatClient(ioOfPage, screen);
  onCleanup(() => client.socket.disconnect());
  return { client, ...screen };
}

function serverSide(app: TestApp, namespace: Namespace, socket: Socket) {
  return app.get(SocketServer).socket(namespace, socket.id!)!;
}
