import { afterEach, describe, expect, it, vi } from 'vitest';

import { ChatService } from '../../src/chat/chat.service.js';
import { CommandsInFlight } from '../../src/realtime/commands/commands-in-flight.js';
import { startApp } from '../support/app.js';
import { recordAcks, request } from '../support/client.js';
import { expectError } from './commands/asking.js';

// Real: the application, PostgreSQL, sockets. The clock by which commands are judged is ours.
describe('a command that takes too long', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is answered with TIMEOUT once, and so is what waited behind it; nothing stays behind', async () => {
    const app = await startApp();
    await app.conversation('general', ['layla']);
    const layla = await app.connect('/chat', 'layla');
    const acks = recordAcks(layla);
    let finish = (): void => undefined;
    const history = vi.spyOn(app.get(ChatService), 'history').mockReturnValue(
      new Promise((resolve) => {
        finish = () => resolve({ messages: [], hasMore: false });
      }),
    );
    vi.useFakeTimers({ toFake: ['performance'] });
    const replies = [1, 2, 3].map((limit) => request(layla, 'chat:history', { conversationId: 'general', limit }));
    // Of no lane, so that its answer says only that all of them have arrived.
    await request(layla, 'no:such:event');
    await vi.waitFor(() => expect(history).toHaveBeenCalledOnce());
    vi.advanceTimersByTime(10_001);
    for (const { error } of await Promise.all(replies)) expectError(error, 'TIMEOUT', 'ar', 'chat:history');
    finish();
    await app.get(CommandsInFlight).idle();
    expect(history).toHaveBeenCalledOnce();
    history.mockRestore();
    expect((await request(layla, 'chat:history', { conversationId: 'general' })).data).toBeDefined();
    expect(acks).toHaveLength(5);
  });
});
