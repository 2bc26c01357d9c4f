import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import type {
  NewNotification,
  NotificationRead,
  SubscribedNotifications,
} from '../../src/notifications/notifications.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { collect, command, next } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

const CONTENT = { type: 'note', title: 'A note', body: 'for you' };

// Real: two applications in this process, one PostgreSQL, one Redis.
describe('the devices of a user on two nodes', () => {
  let nodes: [TestApp, TestApp];

  beforeAll(async () => {
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: (await startRedis()).url };
    nodes = [await startApp({ env }), await startApp({ env })];
    await nodes[0].users('layla', 'omar');
  });

  async function subscribed(node: TestApp, userId: string): Promise<{ socket: Socket; ack: SubscribedNotifications }> {
    const socket = await node.connect('/notifications', userId);
    return { socket, ack: await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId }) };
  }

  async function unreadOn(node: TestApp, userId: string): Promise<number> {
    return (await subscribed(node, userId)).ack.unread;
  }

  it('get each notification, and each knows what was read on the other', async () => {
    const { socket: phone } = await subscribed(nodes[0], 'layla');
    const { socket: laptop } = await subscribed(nodes[1], 'layla');
    const seen = [phone, laptop].map((socket) => collect<NewNotification>(socket, 'notification:new'));
    for (const node of nodes) await node.get(NotificationEmitter).emit(['layla'], CONTENT);
    const [atPhone, atLaptop] = await Promise.all(seen.map((items) => items.until(2)));
    expect(atPhone).toEqual(atLaptop);
    expect(atPhone?.map(({ seq, unread }) => [seq, unread])).toEqual([
      [1, 1],
      [2, 2],
    ]);

    const told = next<NotificationRead>(laptop, 'notification:read');
    const read = await command<NotificationRead>(phone, 'notification:read', { notificationId: atPhone?.[0]?.id });
    expect(read.unread).toBe(1);
    expect(await told).toEqual(read);
    expect(await unreadOn(nodes[1], 'layla')).toBe(1);

    const toldOfAll = next(phone, 'notification:readAll');
    expect(await command(laptop, 'notification:readAll', {})).toEqual({ unread: 0 });
    expect(await toldOfAll).toEqual({ unread: 0 });
    expect(await unreadOn(nodes[0], 'layla')).toBe(0);
  });

  it('tell nothing to those of others', async () => {
    const { socket: omar } = await subscribed(nodes[1], 'omar');
    const heard: string[] = [];
    omar.onAny((event: string) => heard.push(event));
    const { socket: phone } = await subscribed(nodes[0], 'layla');
    const { socket: laptop } = await subscribed(nodes[1], 'layla');
    const seen = collect<NewNotification>(laptop, 'notification:new');
    await nodes[0].get(NotificationEmitter).emit(['layla'], CONTENT);
    const [notification] = await seen.until(1);
    const told = next(laptop, 'notification:read');
    await command(phone, 'notification:read', { notificationId: notification?.id });
    await told;
    await nodes[0].get(NotificationEmitter).emit(['omar'], CONTENT);
    await vi.waitFor(() => expect(heard).toEqual(['notification:new']), 10_000);
  });
});
