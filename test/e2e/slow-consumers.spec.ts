import { randomBytes } from 'node:crypto';

import type { Socket } from 'socket.io-client';
import { describe, expect, it, vi } from 'vitest';

import type { JoinedConversation, Message } from '../../src/chat/chat.protocol.js';
import { writeQueue } from '../../src/realtime/sockets/engine-internals.js';
import { SocketServer } from '../../src/realtime/sockets/socket-server.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, connected, type ConnectOptions } from '../support/client.js';
import { freeze } from '../support/freeze.js';

const conversationId = 'general';
/** Cannot be compressed much, so that what the kernel holds for a reader is full soon. */
const CONTENT = randomBytes(5900).toString('base64');
const MIB = 1024 * 1024;
/** Half of the smaller limit: with more than this in its queue a client gets no typing any more. */
const HALF_BYTES = MIB / 4;
/** Nor with more packets than this. */
const KEEPS_UP = 64;

interface Batched {
  readonly event: string;
  readonly data: unknown;
}

// Real: the application, PostgreSQL, clients whose WebSocket is not read.
describe('a client that does not keep up', () => {
  let app: TestApp;
  let layla: Socket;
  let omar: Socket;
  let joined: JoinedConversation;
  let heard: ReturnType<typeof collect<Message>>;
  let omarId: string;

  async function open(limitBytes: number, options: ConnectOptions = {}): Promise<void> {
    app = await startApp({ env: { OUTBOUND_LIMIT_BYTES: String(limitBytes), BATCH_INTERVAL_MS: '1' } });
    await app.conversation(conversationId, ['layla', 'omar']);
    layla = await app.connect('/chat', 'layla');
    omar = await app.connect('/chat', 'omar', { transports: ['websocket'], ...options });
    await command(layla, 'chat:join', { conversationId });
    joined = await command<JoinedConversation>(omar, 'chat:join', { conversationId });
    heard = collect<Message>(omar, 'chat:message');
    omarId = omar.id ?? '';
  }

  /** The packets that wait for omar in the server; undefined when he has been cut. */
  const waiting = (): readonly unknown[] | undefined => {
    const socket = app.get(SocketServer).socket('/chat', omarId);
    return socket && writeQueue(socket.conn).map(({ data }) => data);
  };

  const waitingBytes = (): number => (waiting() ?? []).reduce((sum: number, packet) => sum + String(packet).length, 0);

  /** Sends messages until the condition holds. Resolves with how many. */
  async function talkUntil(condition: () => boolean): Promise<number> {
    let sent = 0;
    while (!condition()) {
      await command(layla, 'chat:message', { conversationId, content: CONTENT });
      sent += 1;
    }
    return sent;
  }

  it.each([
    { what: 'many packets', limitBytes: 2 * MIB, batch: false, full: () => (waiting()?.length ?? 0) > KEEPS_UP },
    { what: 'many bytes', limitBytes: 2 * HALF_BYTES, batch: false, full: () => waitingBytes() > HALF_BYTES },
    { what: 'many packets', limitBytes: 2 * MIB, batch: true, full: () => (waiting()?.length ?? 0) > KEEPS_UP },
  ])('misses typing and presence first, and no message ($what wait, batch: $batch)', async (slow) => {
    const { limitBytes, batch, full } = slow;
    await open(limitBytes, { batch });
    const typing: unknown[] = [];
    const presence: unknown[] = [];
    const take = ({ event, data }: Batched): unknown => (event === 'user:typing' ? typing : presence).push(data);
    // On the same connection, which is what does not keep up.
    const general = omar.io.socket('/', { auth: { token: app.token('omar'), batch } });
    await connected(general);
    await command(general, 'presence:subscribe', { userIds: ['layla'] });
    omar.on('user:typing', (data) => take({ event: 'user:typing', data }));
    general.on('presence:update', (data) => take({ event: 'presence:update', data }));
    for (const socket of [omar, general]) socket.on('batch', (events: Batched[]) => events.forEach(take));
    const laylas = await app.connect('/', 'layla');
    const thaw = freeze(omar);
    const sent = await talkUntil(full);
    for (const isTyping of [true, false, true]) await command(layla, 'chat:typing', { conversationId, isTyping });
    for (const status of ['away', 'online', 'away']) await command(laylas, 'presence:set', { status });
    // By then, what was gathered for a batch has been judged too.
    await command(layla, 'chat:message', { conversationId, content: 'the last word' });
    expect(full()).toBe(true);
    expect((waiting() ?? []).filter((packet) => /user:typing|presence:update/.test(String(packet)))).toEqual([]);
    thaw();
    const messages = await heard.until(sent + 1);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.at(-1)?.content).toBe('the last word');
    expect([typing, presence]).toEqual([[], []]);
    // And is told of it again as soon as it keeps up.
    await command(layla, 'chat:typing', { conversationId, isTyping: false });
    await command(layla, 'chat:typing', { conversationId, isTyping: true });
    await command(laylas, 'presence:set', { status: 'online' });
    await vi.waitFor(() => expect([typing.length, presence.length].every((count) => count > 0)).toBe(true), 5000);
  });

  it('is cut at the limit, told why, and catches up', async () => {
    await open(2 * MIB);
    const gone = new Promise((resolve) => omar.once('disconnect', (reason, details) => resolve({ reason, details })));
    const thaw = freeze(omar);
    const sent = await talkUntil(() => waiting() === undefined);
    thaw();
    expect(await gone).toMatchObject({
      reason: 'transport close',
      details: { context: { code: 4008, reason: 'too much was left unread' } },
    });
    const missed = sent - heard.items.length;
    expect(missed * CONTENT.length).toBeGreaterThan(2 * MIB);
    const back = await app.connect('/chat', 'omar');
    const since = { epoch: joined.epoch, seq: heard.items.length };
    const again = await command<JoinedConversation>(back, 'chat:join', { conversationId, since });
    expect(again).toMatchObject({ recovered: true, seq: sent });
    expect(again.events).toHaveLength(missed);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('\nrealtime_connections_cut_total 1\n');
  });

  it('is cut on long-polling too, when it asks for nothing any more', async () => {
    await open(2 * MIB, { transports: ['polling'] });
    const gone = new Promise((resolve) => omar.once('disconnect', resolve));
    const { transport } = omar.io.engine;
    const poll: unknown = Reflect.get(transport, 'doPoll');
    Reflect.set(transport, 'doPoll', () => undefined);
    const sent = await talkUntil(() => waiting() === undefined);
    expect((sent - heard.items.length) * CONTENT.length).toBeGreaterThan(2 * MIB);
    Reflect.apply(poll as () => void, transport, []);
    expect(await gone).toBe('transport error');
    const back = await app.connect('/chat', 'omar');
    const since = { epoch: joined.epoch, seq: heard.items.length };
    const again = await command<JoinedConversation>(back, 'chat:join', { conversationId, since });
    expect(again.events).toHaveLength(sent - heard.items.length);
  });
});
