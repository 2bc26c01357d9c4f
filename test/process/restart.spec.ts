import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { JoinedConversation, Message, MessagePage, ReadReceipt } from '../../src/chat/chat.protocol.js';
import type { SubscribedNotifications as Subscribed } from '../../src/notifications/notifications.protocol.js';
import { collect, command } from '../support/client.js';
import { runNode, type NodeProcess } from '../support/node-process.js';
import {
  connectTo,
  install,
  joinGeneral,
  prepareEmbedded,
  SERVICE_KEY,
  start,
  type DatabaseKind,
  type Installation,
} from './platform.js';

const END: readonly [string, (node: NodeProcess) => Promise<unknown>][] = [
  ['SIGTERM', (node) => node.stop()],
  ['kill -9', (node) => node.kill()],
];
const KINDS: readonly DatabaseKind[] = ['embedded', 'postgres'];
const conversationId = 'general';

function send(socket: Awaited<ReturnType<typeof connectTo>>, content: string, clientMessageId?: string) {
  return command<Message>(socket, 'chat:message', { conversationId, content, clientMessageId });
}

// Several processes come and go in each test.
vi.setConfig({ testTimeout: 60_000 });
beforeAll(prepareEmbedded);

// Real: the built program, PGlite and PostgreSQL, sockets, signals.
describe.each(KINDS)('a node on %s', (kind) => {
  it.each(END)('has everything after %s and a start on the same data', async (_, end) => {
    const installation = await install(kind);
    let node = await start(installation);
    const { socket: layla, joined: first } = await joinGeneral(node, 'layla');
    const { socket: omar } = await joinGeneral(node, 'omar');
    const kept = [await send(layla, 'one', 'first'), await send(layla, 'two'), await send(layla, 'three')];
    await command(omar, 'chat:read', { conversationId, messageId: kept[0]?.id });
    // Omar goes, and misses the rest.
    omar.disconnect();
    kept.push(await send(layla, 'four'), await send(layla, 'five'));
    const inbox = await notifyOmar(node);
    await end(node);
    node = await start(installation);

    const { socket: again, joined } = await joinGeneral(node, 'layla');
    expect(joined).toMatchObject({ epoch: first.epoch, seq: 5 });
    expect((await command<MessagePage>(again, 'chat:history', { conversationId })).messages).toEqual(kept);

    const repeated = collect(again, 'chat:message');
    expect(await send(again, 'changed', 'first')).toEqual(kept[0]);

    const since = { epoch: first.epoch, seq: 3 };
    const { socket: back, joined: caughtUp } = await joinGeneral(node, 'omar', { since });
    expect(caughtUp).toMatchObject({ recovered: true, seq: 5, unread: 4 });
    expect(caughtUp.events.map(({ seq, data }) => [seq, data])).toEqual([
      [4, kept[3]],
      [5, kept[4]],
    ]);
    expect(caughtUp.members).toContainEqual({ userId: 'omar', lastReadSeq: 1 });

    const live = collect<Message>(back, 'chat:message');
    expect((await send(again, 'six')).seq).toBe(6);
    await live.until(1);
    expect(live.items.map(({ seq }) => seq)).toEqual([6]);
    // The repeat was told to nobody.
    await repeated.until(1);
    expect(repeated.items).toEqual(live.items);
    expect(await command<ReadReceipt>(back, 'chat:read', { conversationId, messageId: kept[4]?.id })).toMatchObject({
      lastReadSeq: 5,
      unread: 1,
    });

    const notifications = await connectTo(node, '/notifications', 'omar');
    const subscribed = await command<Subscribed>(notifications, 'notifications:subscribe', { userId: 'omar' });
    expect(subscribed).toEqual(inbox);
  });
});

/** Three notifications, one of them read, and what Omar finds then. */
async function notifyOmar(node: NodeProcess): Promise<Subscribed> {
  for (const title of ['first', 'second', 'third']) {
    const response = await fetch(`${node.url}/v1/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SERVICE_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ userIds: ['omar'], type: 'review', title, body: 'A review is waiting' }),
    });
    expect(response.ok).toBe(true);
  }
  const socket = await connectTo(node, '/notifications', 'omar');
  const { notifications } = await command<Subscribed>(socket, 'notifications:subscribe', { userId: 'omar' });
  await command(socket, 'notification:read', { notificationId: notifications[1]?.id });
  const after = await command<Subscribed>(socket, 'notifications:subscribe', { userId: 'omar' });
  expect(after).toMatchObject({ seq: 3, unread: 2 });
  return after;
}

describe('a data folder', () => {
  it('is refused to a second process at once, and the message names the first one', async () => {
    const installation: Installation = await install('embedded');
    const node = await start(installation);
    const { code, output, tookMs } = await timed(installation);
    expect(code).toBe(1);
    expect(output).toContain(String(node.pid));
    expect(output).toContain(installation.dataDir);
    const { joined } = await joinGeneral(node, 'layla');
    expect(joined satisfies JoinedConversation).toMatchObject({ seq: 0 });
    // A second for the lock, the rest for loading the program on a busy machine.
    expect(tookMs).toBeLessThan(1000 + 3 * LOADING_MS);
  });
});

/** How long the program takes to load its modules, on a machine that does nothing else. */
const LOADING_MS = 1000;

async function timed({ dataDir, env }: Installation) {
  const startedAt = performance.now();
  const ended = await runNode({ dataDir, env });
  return { ...ended, tookMs: performance.now() - startedAt };
}
