import { connect as openConnection } from 'node:net';

import { describe, expect, it, vi } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import { Projects } from '../../src/projects/projects.js';
import { SECRET, startApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { collect, command, connect, refused, request } from '../support/client.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';

const SERVICE_KEY = 'a-service-key-that-nobody-may-see';
const HEADER = 'a-header-that-nobody-may-see';

/** Everything that any client sends to Redis from now on, as MONITOR tells it. */
async function monitor(url: string): Promise<() => string> {
  const { hostname, port } = new URL(url);
  const socket = openConnection(Number(port), hostname);
  onCleanup(() => socket.destroy());
  let seen = '';
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (seen.startsWith('+OK')) resolve();
    });
    socket.write('MONITOR\r\n');
  });
  return () => seen;
}

// Real: two applications in this process, one PostgreSQL, one Redis that is listened to.
describe('what crosses Redis', () => {
  it('is the work of the users, and no token, key or header of theirs', async () => {
    const redis = await startRedis();
    const seen = await monitor(redis.url);
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url, SERVICE_API_KEY: SERVICE_KEY };
    const [here, there] = [await startApp({ env }), await startApp({ env })];
    await here.conversation('general', ['layla', 'omar']);
    await here.users('noor', 'admin');
    await here.get(Projects).upsert('film', { name: 'Film', memberIds: ['layla', 'omar'] });

    const tokens: string[] = [];
    const tokenOf = (userId: string, options = {}): string => {
      // Each of its own, so that none hides behind another.
      const token = here.token(userId, { ...options, claims: { jti: `${userId}-${tokens.length}` } });
      tokens.push(token);
      return token;
    };
    const socketOf = (url: string, namespace: string, userId: string): ReturnType<typeof connect> =>
      connect(url, namespace, {
        token: tokenOf(userId),
        extraHeaders: { 'x-secret': HEADER, cookie: `session=${HEADER}` },
      });

    const byHeader = await connect(here.url, '/chat', {
      transports: ['polling'],
      extraHeaders: { authorization: `Bearer ${tokenOf('layla')}`, 'x-secret': HEADER },
    });
    const omar = await socketOf(there.url, '/chat', 'omar');
    const heard = collect(omar, 'chat:message');
    for (const socket of [byHeader, omar]) await command(socket, 'chat:join', { conversationId: 'general' });
    await command(byHeader, 'chat:typing', { conversationId: 'general', isTyping: true });
    await command(byHeader, 'chat:message', { conversationId: 'general', content: 'a word between us' });
    await heard.until(1);

    for (const url of [here.url, there.url]) {
      const project = await socketOf(url, '/projects', 'omar');
      await command(project, 'project:join', { projectId: 'film' });
      await command(project, 'project:comment', { projectId: 'film', comment: 'a comment between us' });
      const inbox = await socketOf(url, '/notifications', 'noor');
      await command(inbox, 'notifications:subscribe', { userId: 'noor' });
      const general = await socketOf(url, '/', 'noor');
      await command(general, 'presence:subscribe', { userIds: ['layla', 'omar'] });
      await command(general, 'presence:set', { status: 'away' });
      await command(general, 'private:message', { userId: 'omar', message: 'a whisper between us' });
      await command(general, 'session:refresh', { token: tokenOf('noor', { expiresIn: 7200 }) });
      await request(general, 'session:refresh', { token: tokenOf('omar') });
      await request(general, 'no:such:event', { token: tokenOf('noor') });
      await refused(url, '/admin', { token: tokenOf('omar') });
      await refused(url, '/', { token: tokenOf('omar', { expiresIn: -10 }) });
      await refused(url, '/', { token: `${tokenOf('omar')}broken` });
    }
    const posted = await fetch(`${there.url}/v1/notifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SERVICE_KEY}`, 'x-secret': HEADER },
      body: JSON.stringify({ userIds: ['noor'], type: 'note', title: 'a note between us', body: 'b' }),
    });
    expect(posted.status).toBeLessThan(300);

    const admin = await socketOf(here.url, '/admin', 'admin');
    await command(admin, 'admin:tail');
    await command(admin, 'admin:nodes');
    await command(admin, 'admin:rooms');
    await vi.waitFor(async () => {
      const { sockets } = await command<{ sockets: { nodeId: string }[] }>(admin, 'admin:sockets', { limit: 200 });
      expect(new Set(sockets.map(({ nodeId }) => nodeId)).size).toBe(2);
    }, 10_000);
    await command(admin, 'admin:announce', { message: 'a call to everyone' });
    await command(admin, 'admin:disconnect', { userId: 'noor', reason: 'x' });
    await here.get(UsersService).revoke('omar');

    // Reports, renewals and leases go their round: the last thing that is looked for has come by then.
    await vi.waitFor(() => {
      const words = [
        'a word',
        'a comment',
        'a whisper',
        'a note',
        'a call',
        'user:layla',
        'user-changed',
        'admin:report',
      ];
      expect(words.filter((word) => !seen().includes(word))).toEqual([]);
    }, 10_000);
    const secrets = [SECRET, SERVICE_KEY, HEADER, ...tokens.flatMap((token) => token.split('.').slice(1))];
    expect(tokens.length).toBeGreaterThan(20);
    expect(secrets.filter((secret) => seen().includes(secret))).toEqual([]);
    expect(seen()).not.toMatch(/authorization|bearer|user-agent|handshake|eyJ[\w-]{10}/i);
  });
});
