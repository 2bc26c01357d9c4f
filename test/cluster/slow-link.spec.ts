import { randomInt } from 'node:crypto';

import { expect, it } from 'vitest';

import type { JoinedConversation } from '../../src/chat/chat.protocol.js';
import { startApp } from '../support/app.js';
import { collect, command, createClient, type Reply } from '../support/client.js';
import { slowLink } from './support/slow-link.js';

const MISSED = 500;
/** Two bytes a letter, and nothing to compress: what is missed is much more than a connection may leave unread. */
const letters = (count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(0x621 + randomInt(41))).join('');

// Real: the application, PostgreSQL, a link of 3 MB a second.
it('a client on a slow link gets all it missed with the first answer', { timeout: 60_000 }, async () => {
  const app = await startApp();
  await app.conversation('general', ['layla', 'omar']);
  const layla = await app.connect('/chat', 'layla');
  const { epoch, seq } = await command<JoinedConversation>(layla, 'chat:join', { conversationId: 'general' });
  for (let sent = 0; sent < MISSED; sent += 20) {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        command(layla, 'chat:message', { conversationId: 'general', content: letters(7900) }),
      ),
    );
  }
  const omar = createClient(await slowLink(app.url, 3_000_000), '/chat', {
    token: app.token('omar'),
    transports: ['websocket'],
    reconnection: true,
  });
  const losses = collect(omar, 'disconnect');
  const joined = await new Promise<Reply<JoinedConversation>>((resolve) => {
    omar.on('connect', () => omar.emit('chat:join', { conversationId: 'general', since: { epoch, seq } }, resolve));
    omar.connect();
  });
  expect(joined.data?.recovered).toBe(true);
  expect(joined.data?.events).toHaveLength(MISSED);
  expect(losses.items).toEqual([]);
});
