import type { Socket } from 'socket.io-client';

import type { NewNotification, SubscribedNotifications } from '../../../src/notifications/notifications.protocol.js';
import type { TestApp } from '../../support/app.js';
import { collect, command, type Collected } from '../../support/client.js';

export const CONTENT = { type: 'order.paid', title: 'Paid', body: 'The order was paid' };

/** A user's inbox, as one of their sockets sees it from now on. */
export interface Inbox {
  readonly userId: string;
  readonly socket: Socket;
  readonly heard: Collected<NewNotification>;
  readonly subscribed: SubscribedNotifications;
}

/** Subscribes a user, who is made when they do not exist. */
export async function openInbox(app: TestApp, userId: string): Promise<Inbox> {
  await app.users(userId);
  const socket = await app.connect('/notifications', userId);
  const heard = collect<NewNotification>(socket, 'notification:new');
  const subscribed = await command<SubscribedNotifications>(socket, 'notifications:subscribe', { userId });
  return { userId, socket, heard, subscribed };
}

/** What is in the inbox, oldest first: at most the latest fifty. */
export async function stored(app: TestApp, userId: string): Promise<SubscribedNotifications['notifications']> {
  const { subscribed } = await openInbox(app, userId);
  return subscribed.notifications.toReversed();
}
