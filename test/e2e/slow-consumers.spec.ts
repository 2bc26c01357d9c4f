import { randomBytes } from 'node:crypto';

import type { Socket } from 'socket.io-client';
import { beforeEach, describe, expect, it } from 'vitest';

import type { JoinedConversation, Message } from '../../src/chat/chat.protocol.js';
import { writeQueue } from '../../src/realtime/sockets/engine-internals.js';
import { SocketServer } from '../../src/realtime/sockets/socket-server.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected } from '../support/client.js';
import { freeze } from '../support/freeze.js';

const conversationId = 'general';
/** Cannot be compressed much, so that what the kernel holds for a reader is full soon. */
const CONTENT = randomBytes(5900).toString('base64');
/** More packets than this wait for a client that gets no typing any more. */
const KEEPS_UP = 64;

// Real: the application, PostgreSQL, clients whose WebSocket is not read.
describe('a client that does not keep up', () => {
  let app: TestApp;
  let layla: Socket;
  let omar: Socket;
  let joined: JoinedConversation;
  let heard: ReturnType<typeof collect<Message>>;

  beforeEach(async () => {
    app = await startApp({ env: { OUTBOUND_LIMIT_BYTES: String(2 * 1024 * 1024) } });
    await app.conversation(conversationId, ['layla', 'omar']);
    layla = await app.connect('/chat', 'layla');
    omar = await app.connect('/chat', 'omar', { transports: ['websocket'] });
    await command(layla, 'chat:join', { conversationId });
    joined = await command<JoinedConversation>(omar, 'chat:join', { conversationId });
    heard = collect<Message>(omar, 'chat:message');
  });

  /** The packets that wait for omar in the server; undefined when he has been cut. */
  const waiting = (): readonly unknown[] | undefined => {
    const socket = app.get(SocketServer).socket('/chat', omarId);
    return socket && writeQueue(socket.conn).map(({ data }) => data);
  };
  let omarId: string;
  beforeEach(() => {
    omarId = omar.id ?? '';
  });

  /** Sends messages until the condition holds. Resolves with how many. */
  async function talkUntil(condition: () => boolean): Promise<number> {
    let sent = 0;
    while (!condition()) {
      await command(layla, 'chat:message', { conversationId, content: CONTENT });
      sent += 1;
    }
    return sent;
  }

  it('misses typing and presence first, and no message', async () => {
    const typing = collect(omar, 'user:typing');
    // On the same connection, which is what does not keep up.
    const general = omar.io.socket('/', { auth: { token: app.token('omar') } });
    await connected(general);
    await command(general, 'presence:subscribe', { userIds: ['layla'] });
    const presence = collect(general, 'presence:update');
    const laylas = await app.connect('/', 'layla');
    const thaw = freeze(omar);
    const sent = await talkUntil(() => (waiting()?.length ?? 0) > KEEPS_UP);
    for (const isTyping of [true, false, true]) await command(layla, 'chat:typing', { conversationId, isTyping });
    for (const status of ['away', 'online', 'away']) await command(laylas, 'presence:set', { status });
    const queued = waiting()?.map(String) ?? [];
    expect(queued.length).toBeGreaterThan(KEEPS_UP);
    expect(queued.filter((packet) => /user:typing|presence:update/.test(packet))).toEqual([]);
    await command(layla, 'chat:message', { conversationId, content: 'the last word' });
    thaw();
    const messages = await heard.until(sent + 1);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.at(-1)?.content).toBe('the last word');
    expect(typing.items).toEqual([]);
    expect(presence.items).toEqual([]);
    // And is told of it again as soon as it keeps up.
    await command(layla, 'chat:typing', { conversationId, isTyping: false });
    await command(layla, 'chat:typing', { conversationId, isTyping: true });
    await typing.until(1);
    await command(laylas, 'presence:set', { status: 'online' });
    await presence.until(1);
  });

  it('is cut at the limit, told why, and catches up', async () => {
    const gone = new Promise((resolve) => omar.once('disconnect', (reason, details) => resolve({ reason, details })));
    const thaw = freeze(omar);
    const sent = await talkUntil(() => waiting() === undefined);
    thaw();
    expect(await gone).toMatchObject({
      reason: 'transport close',
      details: { context: { code: 4008, reason: 'too much was left unread' } },
    });
    const missed = sent - heard.items.length;
    expect(missed * CONTENT.length).toBeGreaterThan(2 * 1024 * 1024);
    const back = await app.connect('/chat', 'omar');
    const since = { epoch: joined.epoch, seq: heard.items.length };
    const again = await command<JoinedConversation>(back, 'chat:join', { conversationId, since });
    expect(again).toMatchObject({ recovered: true, seq: sent });
    expect(again.events).toHaveLength(missed);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('\nrealtime_connections_cut_total 1\n');
  });
});
