import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Locale } from '../../src/errors/catalogue.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { NAMESPACES, type Namespace } from '../../src/realtime/sockets/room.js';
import { startApp, type TestApp } from '../support/app.js';
import { command, recordAcks, request } from '../support/client.js';
import { ask, askWithoutCallback, expectError } from './commands/asking.js';
import { COMMANDS } from './commands/rows.js';
import { MARKER } from './commands/world.js';

const LOCALES: readonly Locale[] = ['ar', 'en'];

// Real: the application, PostgreSQL, sockets.
describe('the rate limit', () => {
  const sockets = new Map<string, Socket>();
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ env: { RATE_LIMIT_EVENTS: '5' } });
    await app.users('admin');
    for (const namespace of NAMESPACES) {
      for (const locale of LOCALES) {
        sockets.set(`${namespace} ${locale}`, await app.connect(namespace, 'admin', { locale }));
      }
    }
    const anywhere = sockets.get('/ ar')!;
    for (let i = 0; i < 5; i += 1) expect((await request(anywhere, 'no:such:event')).error?.code).toBe('UNKNOWN_EVENT');
  });

  it.each(COMMANDS)('holds for $event, whatever its payload, over all sockets of the user', async (row) => {
    for (const locale of LOCALES) {
      const socket = sockets.get(`${row.namespace} ${locale}`)!;
      const { error } = await ask(socket, row.event, { surplus: MARKER });
      expectError(error, 'RATE_LIMITED', locale, row.event);
      expect(error!.retryAfterMs).toBeGreaterThan(0);
      expect(error!.retryAfterMs).toBeLessThanOrEqual(60_000);
      expectError(await askWithoutCallback(socket, row.event, MARKER), 'RATE_LIMITED', locale, row.event);
    }
  });

  it('is over when the window is, and is not the other users’', async () => {
    const short = await startApp({ env: { RATE_LIMIT_EVENTS: '3', RATE_LIMIT_WINDOW_MS: '1000' } });
    await short.conversation('general', ['layla', 'omar']);
    const layla = await short.connect('/chat', 'layla');
    const elsewhere = await short.connect('/', 'layla');
    const omar = await short.connect('/chat', 'omar');
    const outcome = async (socket: Socket): Promise<string> => (await request(socket, 'no:such:event')).error!.code;
    expect(await Promise.all([outcome(layla), outcome(elsewhere), outcome(layla)])).toEqual(
      Array.from({ length: 3 }, () => 'UNKNOWN_EVENT'),
    );
    const { error } = await request(layla, 'chat:join', { conversationId: 'general' });
    expect(error?.code).toBe('RATE_LIMITED');
    expect(error?.retryAfterMs).toBeLessThanOrEqual(1000);
    expect(await outcome(elsewhere)).toBe('RATE_LIMITED');
    expect(await outcome(omar)).toBe('UNKNOWN_EVENT');
    await vi.waitFor(() => command(layla, 'chat:join', { conversationId: 'general' }), {
      timeout: 5000,
      interval: 100,
    });
  });
});

describe('the answer of what is wrong in itself', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ env: { MAX_PAYLOAD_BYTES: '2048' } });
    await app.users('admin');
  });

  describe.each(['websocket', 'polling'] as const)('on %s', (transport) => {
    it('is PAYLOAD_TOO_LARGE for every command over the limit, text or binary', async () => {
      const sockets = await allNamespaces(transport);
      const large = `${MARKER}${'a'.repeat(3000)}`;
      for (const { namespace, event } of COMMANDS) {
        const socket = sockets.get(namespace)!;
        const binary = Buffer.from(large);
        for (const payload of [{ surplus: large }, large, [large], binary, { surplus: large, binary }, [binary, 1]]) {
          expectError((await ask(socket, event, payload)).error, 'PAYLOAD_TOO_LARGE', 'ar', event);
        }
        expectError(await askWithoutCallback(socket, event, { surplus: large }), 'PAYLOAD_TOO_LARGE', 'ar', event);
      }
    });

    it('comes once for each of 300 failing requests that are sent at once', async () => {
      const sockets = [...(await allNamespaces(transport)).values()];
      const acks = sockets.map((socket) => recordAcks(socket));
      const failing = Array.from({ length: 300 }, async (_, index) => {
        const { namespace, event } = COMMANDS[index % COMMANDS.length]!;
        return request(sockets[NAMESPACES.indexOf(namespace)]!, event, [MARKER, index]);
      });
      const codes = (await Promise.all(failing)).map(({ error }) => error?.code);
      expect(codes).toEqual(Array.from({ length: 300 }, () => 'VALIDATION_FAILED'));
      expect(acks.flat()).toHaveLength(300);
    });
  });

  it('comes once for each of 5,000 that wait behind one command of the same room', async () => {
    const conversationId = 'crowded';
    await app.conversation(conversationId, ['layla']);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    const acks = recordAcks(layla);
    const first = command(layla, 'chat:read', { conversationId, messageId: 'nobody-wrote-it' }).catch(() => undefined);
    const waiting = Array.from({ length: 5000 }, () =>
      request(layla, 'chat:typing', { conversationId, isTyping: true }, 20_000),
    );
    const replies = await Promise.all(waiting);
    await first;
    expect(replies.filter(({ data }) => data === undefined)).toEqual([]);
    expect(new Set(acks).size).toBe(5001);
    expect(acks).toHaveLength(5001);
  });

  it('is UNKNOWN_EVENT for every other name, in every namespace', async () => {
    const names = ['error', 'constructor', '__proto__', 'toString', 'message', 'Chat:join', 'chat:join ', '', 'حدث'];
    for (const [namespace, socket] of await allNamespaces('websocket')) {
      for (const name of [...names, 'n'.repeat(65), `${MARKER} !`]) {
        const told = /^[\w:.-]{1,64}$/.test(name) ? name : 'unknown';
        expectError((await ask(socket, name, { surplus: MARKER })).error, 'UNKNOWN_EVENT', 'ar', told);
        expectError(await askWithoutCallback(socket, name, MARKER), 'UNKNOWN_EVENT', 'ar', told);
      }
      expect(socket.connected, namespace).toBe(true);
    }
  });

  it('is UNKNOWN_EVENT in another namespace than the command’s own', async () => {
    const sockets = await allNamespaces('websocket');
    for (const row of COMMANDS) {
      for (const [namespace, socket] of sockets) {
        if (namespace === row.namespace) continue;
        expectError((await ask(socket, row.event, {})).error, 'UNKNOWN_EVENT', 'ar', row.event);
      }
    }
  });

  it('is UNKNOWN_EVENT for a name that is a number', async () => {
    for (const [namespace, socket] of await allNamespaces('websocket')) {
      const answered = new Promise<{ id?: number; data: { error: ErrorBody }[] }>((resolve) => {
        socket.io.on('packet', (packet) => {
          if (packet.id === 77) resolve(packet as { id: number; data: { error: ErrorBody }[] });
        });
      });
      socket.io.engine.write(`2${namespace === '/' ? '' : `${namespace},`}77[0,{"surplus":"${MARKER}"}]`);
      const [reply] = (await answered).data;
      expectError(reply!.error, 'UNKNOWN_EVENT', 'ar', 'unknown');
    }
  });

  async function allNamespaces(transport: 'websocket' | 'polling'): Promise<Map<Namespace, Socket>> {
    const sockets = new Map<Namespace, Socket>();
    for (const namespace of NAMESPACES) {
      sockets.set(namespace, await app.connect(namespace, 'admin', { transports: [transport] }));
    }
    return sockets;
  }
});
