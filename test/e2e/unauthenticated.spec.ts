import { type Socket, Manager } from 'socket.io-client';
import { PacketType, type Packet } from 'socket.io-parser';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Projects } from '../../src/projects/projects.js';
import { NAMESPACES } from '../../src/realtime/sockets/room.js';
import { StreamLog } from '../../src/streams/stream-log.js';
import { CommandLog } from '../../src/telemetry/command-log.js';
import { startApp, type TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { request } from '../support/client.js';
import { COMMANDS } from './commands/rows.js';

const TOKENS: Readonly<Record<string, (app: TestApp) => object>> = {
  'no token': () => ({}),
  'a bad token': () => ({ token: 'bad' }),
  'an expired token': (app) => ({ token: app.token('layla', { expiresIn: -10 }) }),
  'the token of nobody': (app) => ({ token: app.token('nobody') }),
  // Good, but its check takes longer than the events that follow at once.
  'a good token that is still being checked': (app) => ({ token: app.token('admin') }),
};

// Real: the application, PostgreSQL, connections that speak the protocol packet by packet.
describe('a socket that has not been authenticated', () => {
  let app: TestApp;
  let commands: string[];
  let witness: Socket;

  beforeAll(async () => {
    app = await startApp();
    await app.conversation('general', ['layla']);
    await app.users('admin');
    await app.get(Projects).upsert('film', { name: 'Film', memberIds: ['layla'] });
  });

  beforeEach(async () => {
    commands = [];
    witness = await app.connect('/', 'layla');
    onCleanup(app.get(CommandLog).observe(({ event }) => commands.push(event)));
  });

  const cases = Object.keys(TOKENS).flatMap((what) => NAMESPACES.map((name) => [what, name] as const));

  it.each(cases)('runs nothing and is answered nothing: %s on %s', async (what, namespace) => {
    const before = await commandMetrics(app);
    const head = namespace === '/' ? '' : `${namespace},`;
    const connection = await rawConnection(app);
    connection.write(`0${head}${JSON.stringify(TOKENS[what]!(app))}`);
    for (const text of eventsOf(namespace)) connection.write(text);
    await connection.closed;
    await expectNothing(before, connection.packets);
  });

  it.each(NAMESPACES)('runs nothing after its refusal either: %s', async (namespace) => {
    const before = await commandMetrics(app);
    const head = namespace === '/' ? '' : `${namespace},`;
    const connection = await rawConnection(app);
    connection.write(`0${head}{"token":"bad"}`);
    await connection.next(PacketType.CONNECT_ERROR);
    for (const text of eventsOf(namespace)) connection.write(text);
    await connection.closed;
    await expectNothing(before, connection.packets);
  });

  it('runs nothing without having asked to connect', async () => {
    const before = await commandMetrics(app);
    for (const namespace of NAMESPACES) {
      const connection = await rawConnection(app);
      for (const text of eventsOf(namespace)) connection.write(text);
      await connection.closed;
      await expectNothing(before, connection.packets);
    }
  });

  it('is not let into one namespace by having been let into another', async () => {
    const before = await commandMetrics(app);
    const connection = await rawConnection(app);
    connection.write(`0${JSON.stringify({ token: app.token('layla') })}`);
    await connection.next(PacketType.CONNECT);
    for (const text of eventsOf('/chat')) connection.write(text);
    await connection.closed;
    await expectNothing(before, connection.packets);
  });

  it('is found out by this test: the same packets run once it is authenticated', async () => {
    const connection = await rawConnection(app);
    connection.write(`0/chat,${JSON.stringify({ token: app.token('layla') })}`);
    await connection.next(PacketType.CONNECT);
    connection.write('2/chat,7["chat:join",{"conversationId":"general"}]');
    expect((await connection.next(PacketType.ACK)).id).toBe(7);
    expect(commands).toEqual(['chat:join']);
  });

  async function expectNothing(before: string, packets: readonly Packet[]): Promise<void> {
    // Served after everything that those packets could have set off.
    expect((await request(witness, 'presence:set', { status: 'online' })).data).toBeDefined();
    const answers = packets.filter(({ type }) => type === PacketType.ACK || type === PacketType.EVENT);
    expect(
      answers.map(({ data }: { data?: unknown[] }) => data?.[0]).filter((name) => name !== 'session:ready'),
    ).toEqual([]);
    expect(commands.splice(0)).toEqual(['presence:set']);
    expect((await commandMetrics(app)).replaceAll(/^.*presence:set.*\n?/gm, '')).toBe(
      before.replaceAll(/^.*presence:set.*\n?/gm, ''),
    );
    const log = app.get(StreamLog);
    expect((await log.position('conversation:general')).seq).toBe(0);
    expect((await log.position('project:film')).seq).toBe(0);
  }
});

/** Every command of the namespace with and without a callback, with what could be a valid payload. */
function eventsOf(namespace: string): string[] {
  const head = namespace === '/' ? '' : `${namespace},`;
  const payload = {
    conversationId: 'general',
    projectId: 'film',
    userId: 'layla',
    content: 'hello',
    comment: 'hello',
    message: 'hello',
  };
  return COMMANDS.filter((row) => row.namespace === namespace).flatMap(({ event }, id) => [
    `2${head}${id}${JSON.stringify([event, payload])}`,
    `2${head}${JSON.stringify([event, payload])}`,
  ]);
}

async function commandMetrics(app: TestApp): Promise<string> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => /^realtime_(commands|rate_limited|events_sent)/.test(line))
    .join('\n');
}

interface RawConnection {
  readonly packets: readonly Packet[];
  readonly closed: Promise<void>;
  write(text: string): void;
  next(type: PacketType): Promise<Packet>;
}

/** A connection on which nothing has been said yet. */
async function rawConnection(app: TestApp): Promise<RawConnection> {
  const manager = new Manager(app.url, { autoConnect: false, reconnection: false, transports: ['websocket'] });
  onCleanup(() => manager._close());
  await new Promise<void>((resolve, reject) => {
    manager.open((error) => (error === undefined ? resolve() : reject(error)));
  });
  const packets: Packet[] = [];
  const waiting = new Set<() => void>();
  manager.on('packet', (packet) => {
    packets.push(packet);
    for (const check of [...waiting]) check();
  });
  return {
    packets,
    closed: new Promise((resolve) => manager.on('close', () => resolve())),
    write: (text) => void manager.engine.write(text),
    next: (type) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = packets.find((packet) => packet.type === type);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
}
