import { once } from 'node:events';

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Message } from '../../src/chat/chat.protocol.js';
import { SECRET } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command, request } from '../support/client.js';
import type { NodeProcess } from '../support/node-process.js';
import { memoryOf, scrape, total } from './metrics.js';
import { connectTo, install, joinGeneral, start, tokenOf } from './platform.js';
import { openTcp, RawClient, untilClosed, UPGRADE_REQUEST } from './raw-client.js';

const conversationId = 'general';
const MIB = 1024 * 1024;
/** What a node may grow by under any of these. */
const GROWTH_BYTES = 200 * MIB;
/** A connection without CONNECT is closed after this. */
const CONNECT_TIMEOUT_MS = 5000;
/** How many CONNECTs of one connection are looked at within ten seconds. */
const MAX_CONNECTS = 20;
const MAX_PAYLOAD_BYTES = 65_536;
/** Text that must never come out of the node except to the members of its room. */
const MARKER = 'a-text-that-nobody-may-log';

// Real: the built program, PostgreSQL, and clients that break every rule. After each of them the node serves others as
// before, and keeps nothing of the abuser.
describe('a node', () => {
  let node: NodeProcess;
  let before: { sockets: number; tcp: number; memory: number };

  beforeAll(async () => {
    node = await start(await install('postgres', { LOG_LEVEL: 'trace', NODE_ENV: 'production' }));
    // So that the connections to the database are there when they are first counted.
    await serves(node);
  });

  beforeEach(async () => {
    before = await footprint();
  });

  afterEach(async () => {
    await serves(node);
    await expect.poll(async () => (await footprint()).sockets, { timeout: 10_000 }).toBe(before.sockets);
    await expect.poll(async () => (await footprint()).tcp, { timeout: 10_000 }).toBeLessThanOrEqual(before.tcp + 8);
    expect(await memoryOf(node.url)).toBeLessThan(before.memory + GROWTH_BYTES);
  });

  async function footprint() {
    return {
      sockets: await total(node.url, 'realtime_connected_clients'),
      tcp: (await scrape(node.url)).get('nodejs_active_resources{type="TCPSocketWrap"}') ?? 0,
      memory: await memoryOf(node.url),
    };
  }

  /** The most memory that the node had until `done`. */
  async function peakMemory(done: Promise<unknown>): Promise<number> {
    let peak = 0;
    const over = done.then(() => true);
    // One scrape after the other, and one more when it is over.
    do peak = Math.max(peak, await memoryOf(node.url));
    while (!(await Promise.race([over, Promise.resolve(false)])));
    return peak;
  }

  describe('that is connected to by a stranger', () => {
    it('closes connections that never join a namespace, also when they say goodbye to nobody', async () => {
      const startedAt = performance.now();
      const silent = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(node.url)));
      // A peer that does not answer the close either.
      const deaf = await openTcp(node.url);
      deaf.write(UPGRADE_REQUEST);
      await once(deaf, 'data');
      // Reads on, so that it notices the end, but never answers.
      deaf.resume();
      await Promise.all([untilClosed(deaf), ...silent.map(({ closed }) => closed)]);
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThan(CONNECT_TIMEOUT_MS * 0.9);
      expect(tookMs).toBeLessThan(CONNECT_TIMEOUT_MS * 3);
    });

    it('closes a connection that floods pings and reads no answer', async () => {
      const flooder = await openTcp(node.url);
      flooder.write(UPGRADE_REQUEST);
      await once(flooder, 'data');
      flooder.pause();
      const closed = untilClosed(flooder);
      // 32 MiB of pings with 125 bytes each, masked with zeros.
      const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125)]);
      const chunk = Buffer.concat(Array.from({ length: 8000 }, () => ping));
      for (let i = 0; i < 32; i += 1) flooder.write(chunk);
      expect(await peakMemory(closed)).toBeLessThan(before.memory + GROWTH_BYTES);
      expect(await closed).toBeLessThan(2 * CONNECT_TIMEOUT_MS);
    });

    it.each([
      ['refused ones', () => '40/chat,{"token":"nonsense"}'],
      ['ones to namespaces that do not exist', (index: number) => `40/nothing${index},`],
      ['valid ones', () => `40/chat,${JSON.stringify({ token: tokenOf('layla') })}`],
    ])('closes a connection that sends a thousand CONNECTs, %s, and answers few of them', async (_, connectPacket) => {
      const client = await RawClient.open(node.url);
      const refusals = await total(node.url, 'realtime_auth_refusals_total');
      for (let index = 0; index < 1000; index += 1) client.socket.send(connectPacket(index));
      await client.closed;
      // The first message is the opening of the connection.
      expect(client.received.length - 1).toBeLessThanOrEqual(MAX_CONNECTS);
      expect(await total(node.url, 'realtime_auth_refusals_total')).toBeLessThanOrEqual(refusals + MAX_CONNECTS);
    });

    it('closes a connection that sends events before it has joined a namespace', async () => {
      const counted = await total(node.url, 'realtime_commands_total');
      const client = await RawClient.open(node.url);
      client.socket.send(`42/chat,1["chat:message",{"conversationId":"general","content":"${MARKER}"}]`);
      await client.closed;
      expect(client.received).toHaveLength(1);
      expect(await total(node.url, 'realtime_commands_total')).toBe(counted);
    });

    it('does not wait for slow requests', async () => {
      const head = await openTcp(node.url);
      head.resume();
      head.write(UPGRADE_REQUEST.slice(0, 60));
      const silent = await openTcp(node.url);
      silent.resume();
      const dripping = setInterval(() => head.write('X'), 500);
      onCleanup(() => clearInterval(dripping));
      const tookMs = await Promise.all([untilClosed(head), untilClosed(silent)]);
      expect(Math.max(...tookMs)).toBeLessThan(15_000);
    });

    it('refuses large requests, and those of other sessions', async () => {
      const address = `${node.url}/socket.io/?EIO=4&transport=polling`;
      const headers = { 'x-huge': 'x'.repeat(100_000) };
      // Cut off in the middle of it, or answered, whichever the sender notices first.
      const huge = await fetch(address, { headers }).catch(() => undefined);
      expect(huge?.status ?? 431).toBe(431);
      const sid = await pollingSid();
      const large = fetch(`${address}&sid=${sid}`, { method: 'POST', body: 'x'.repeat(10 * MIB) });
      expect((await large.catch(() => undefined))?.status ?? 413).toBe(413);
      for (const other of ['somebody-elses', '__proto__', 'constructor']) {
        expect((await fetch(`${address}&sid=${other}`)).status).toBe(400);
        expect((await fetch(`${address}&sid=${other}`, { method: 'POST', body: '40' })).status).toBe(400);
      }
      const elsewhere = await openTcp(node.url);
      elsewhere.resume();
      elsewhere.write(UPGRADE_REQUEST.replace('/socket.io/', '/elsewhere/'));
      expect(await untilClosed(elsewhere)).toBeLessThan(5000);
    });

    async function pollingSid(): Promise<string> {
      const opened = await (await fetch(`${node.url}/socket.io/?EIO=4&transport=polling`)).text();
      return (JSON.parse(opened.slice(1)) as { sid: string }).sid;
    }
  });

  describe('that a user connects to', () => {
    // What each of these does to the connection; a wrong event is answered, a wrong frame is the end.
    it.each([
      ['an event without anything', '42/chat,', 'told'],
      ['an event with an id and nothing else', '42/chat,7', 'answered'],
      ['an event whose name is a number', '42/chat,7[0]', 'answered'],
      ['an event without a name', '42/chat,7[]', 'answered'],
      ['an event whose name is nothing', '42/chat,7[null]', 'answered'],
      ['an event whose name is an object', '42/chat,7[{}]', 'answered'],
      ['an event without a name or an id', '42/chat,[]', 'told'],
      ['an event with a reserved name', '42/chat,7["disconnect"]', 'answered'],
      ['a truncated event', '42/chat,["chat:message",{', 'closed'],
      ['a packet of an unknown type', '49', 'closed'],
      ['a message of an unknown type', '9', 'closed'],
      ['an empty message', '', 'closed'],
      ['an event for a namespace that was not joined', '42/projects,["project:join",{}]', 'closed'],
      ['a huge number of attachments', '4599999999999-/chat,["chat:message",{"_placeholder":true,"num":0}]', 'closed'],
      ['no number of attachments', '45-/chat,["chat:message"]', 'closed'],
      ['an answer that nobody waits for', '43/chat,99["hello"]', 'ignored'],
      ['an answer with an id beyond numbers', `43/chat,${'9'.repeat(400)}[]`, 'ignored'],
      ['a refusal, which only servers send', '44/chat,{"message":"no"}', 'closed'],
      ['a second CONNECT to the same namespace', '40/chat,{}', 'closed'],
    ])('outlives %s', async (_, frame, effect) => {
      const client = await RawClient.connected(node.url, '/chat', tokenOf('layla'));
      client.socket.send(frame);
      if (effect === 'closed') {
        await client.closed;
        return;
      }
      if (effect === 'answered') {
        expect(await client.until((text) => text.startsWith('43/chat,7'))).toContain('UNKNOWN_EVENT');
      }
      if (effect === 'told') {
        expect(await client.until((text) => text.startsWith('42/chat,["error"'))).toContain('UNKNOWN_EVENT');
      }
      client.socket.send('42/chat,8["chat:join",{"conversationId":"general"}]');
      await client.until((text) => text.startsWith('43/chat,8[{"data"'));
      client.drop();
    });

    it('outlives binary garbage, and half of a binary event', async () => {
      const garbage = await RawClient.connected(node.url, '/chat', tokenOf('layla'));
      garbage.socket.send(Buffer.from([0, 1, 2, 255]));
      await garbage.closed;
      const head = '452-/chat,7["chat:message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';
      const half = await RawClient.connected(node.url, '/chat', tokenOf('layla'));
      half.socket.send(head);
      half.socket.send(Buffer.alloc(1000));
      half.socket.send('42/chat,8["chat:join",{"conversationId":"general"}]');
      await half.closed;
      const gone = await RawClient.connected(node.url, '/chat', tokenOf('layla'));
      gone.socket.send(head);
      gone.socket.terminate();
      const broken = await openTcp(node.url);
      broken.resume();
      broken.write(UPGRADE_REQUEST);
      await once(broken, 'data');
      broken.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
      await untilClosed(broken);
    });

    it('tells of a payload over the limit, and closes with 1009 on one that it does not even read', async () => {
      const client = await RawClient.connected(node.url, '/chat', tokenOf('layla'));
      client.socket.send(`42/chat,7["chat:message",{"content":"${MARKER.repeat(4000)}"}]`);
      expect(await client.until((text) => text.startsWith('43/chat,7'))).toContain('PAYLOAD_TOO_LARGE');
      client.socket.send('4'.padEnd(MAX_PAYLOAD_BYTES * 5, 'x'));
      expect(await client.closed).toEqual({ code: 1009 });
    });

    it('answers a flood of 10,000 events from one socket', async () => {
      const { socket } = await joinGeneral(node, 'layla');
      const peak = peakMemory(
        Promise.all(
          Array.from({ length: 10_000 }, (_, index) =>
            request(
              socket,
              index % 2 === 0 ? 'chat:typing' : `made-up-${index}`,
              { conversationId, isTyping: true },
              25_000,
            ),
          ),
        ),
      );
      expect(await peak).toBeLessThan(before.memory + GROWTH_BYTES);
      const events = [...(await scrape(node.url)).keys()].filter((name) => name.startsWith('realtime_commands_total'));
      expect(events.filter((name) => name.includes('made-up'))).toEqual([]);
      expect(events.filter((name) => name.includes('event="other"'))).not.toEqual([]);
      socket.disconnect();
    });

    it('cuts off a client that asks for much and reads none of it', async () => {
      const { socket: layla } = await joinGeneral(node, 'layla');
      const content = 'x'.repeat(8000);
      await Promise.all(Array.from({ length: 100 }, () => command(layla, 'chat:message', { conversationId, content })));
      layla.disconnect();
      const greedy = await RawClient.connected(node.url, '/chat', tokenOf('omar'));
      greedy.socket.send('42/chat,0["chat:join",{"conversationId":"general"}]');
      await greedy.until((text) => text.startsWith('43/chat,0'));
      greedy.socket.pause();
      const sockets = await total(node.url, 'realtime_connected_clients');
      for (let i = 1; i <= 60; i += 1) {
        greedy.socket.send(`42/chat,${i}["chat:history",{"conversationId":"general","limit":100}]`);
      }
      const cut = expect
        .poll(() => total(node.url, 'realtime_connected_clients'), { timeout: 20_000 })
        .toBe(sockets - 1);
      expect(await peakMemory(cut)).toBeLessThan(before.memory + GROWTH_BYTES);
    });

    it('cuts off a client that does not read while its room is busy, and nobody else notices', async () => {
      const deaf = await RawClient.connected(node.url, '/chat', tokenOf('omar'));
      deaf.socket.send('42/chat,0["chat:join",{"conversationId":"general"}]');
      await deaf.until((text) => text.startsWith('43/chat,0'));
      deaf.socket.pause();
      const { socket: layla } = await joinGeneral(node, 'layla');
      const { socket: omar } = await joinGeneral(node, 'omar');
      const seen = collect<Message>(omar, 'chat:message');
      const sockets = await total(node.url, 'realtime_connected_clients');
      const content = 'م'.repeat(8000);
      // As much as the kernel takes for the one who does not read, and then more than the limit.
      const rounds = 40;
      const each = 30;
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          Array.from({ length: each }, () => command(layla, 'chat:message', { conversationId, content })),
        );
      }
      await expect.poll(() => total(node.url, 'realtime_connected_clients'), { timeout: 10_000 }).toBe(sockets - 1);
      await seen.until(rounds * each, 20_000);
      const seqs = seen.items.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
      layla.disconnect();
      omar.disconnect();
    });
  });

  it('has written no token, no secret and nothing that users wrote, and counts only names that it knows', async () => {
    const { socket } = await joinGeneral(node, 'layla');
    await command(socket, 'chat:message', { conversationId, content: MARKER });
    await request(socket, `${MARKER}-as-event`, { text: MARKER });
    socket.disconnect();
    await expect.poll(() => node.output()).toContain('"event":"chat:message"');
    const exposed = await (await fetch(`${node.url}/metrics`)).text();
    for (const text of [exposed, node.output()]) {
      expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(MARKER.repeat(2));
    }
    expect(exposed).not.toContain(MARKER);
    expect(node.output()).not.toContain(`"${MARKER}"`);
  });
});

/** Shows that somebody else can connect, join, send and receive. */
async function serves(node: NodeProcess): Promise<void> {
  const { socket } = await joinGeneral(node, 'layla');
  const seen = collect<Message>(socket, 'chat:message');
  const sent = await command<Message>(socket, 'chat:message', { conversationId, content: 'hello' });
  await seen.until(1);
  expect(seen.items).toEqual([sent]);
  const general = await connectTo(node, '/', 'omar', { transports: ['polling'] });
  socket.disconnect();
  general.disconnect();
}
