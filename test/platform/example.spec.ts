import { join } from 'node:path';

import { expect, it } from 'vitest';

import { ROOT } from '../docs/markdown.js';
import { SECRET } from '../support/app.js';
import { tracked } from '../support/cleanup.js';
import { command, connect, refused, request } from '../support/client.js';
import { startNode } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { Child } from '../support/services/child.js';
import { signToken } from '../support/tokens.js';

const LIMIT_MS = 30_000;
const PLATFORM_SECRET = 'the-key-of-the-questions-in-the-example';
const WEBHOOK_SECRET = 'the-key-of-the-webhooks-in-the-example';

// Real: the example as a process, the built program, PostgreSQL, sockets.
it('examples/platform/server.mjs is a platform: it decides, and hears of what happens', async () => {
  const env = { PORT: '0', PLATFORM_SECRET, WEBHOOK_SECRET };
  const platform = tracked(new Child(process.execPath, [join(ROOT, 'examples/platform/server.mjs')], { env }));
  await platform.waitForOutput(/listens on \d+/, LIMIT_MS);
  const [, port] = /listens on (\d+)/.exec(platform.output()) ?? [];
  const node = await startNode({
    env: {
      DATABASE_URL: await createDatabase(),
      JWT_SECRET: SECRET,
      PLATFORM_URL: `http://127.0.0.1:${port}/realtime`,
      PLATFORM_SECRET,
      WEBHOOK_URL: `http://127.0.0.1:${port}/hooks`,
      WEBHOOK_SECRET,
    },
  });
  const token = (userId: string): string => signToken({ userId }, SECRET);
  const layla = await connect(node.url, '/chat', { token: token('layla') });
  await command(layla, 'chat:join', { conversationId: 'general' });
  for (const content of ['first', 'second'])
    await command(layla, 'chat:message', { conversationId: 'general', content });
  const noor = await connect(node.url, '/chat', { token: token('noor') });
  expect((await request(noor, 'chat:join', { conversationId: 'general' })).error?.code).toBe('FORBIDDEN');
  expect((await refused(node.url, '/chat', { token: token('nobody') })).data?.code).toBe('AUTH_USER_NOT_FOUND');
  await platform.waitForOutput(
    /conversation:general #1 message.created first\n(.*\n)*conversation:general #2 message.created second/,
    LIMIT_MS,
  );
  await platform.waitForOutput(/user:layla #1 user.online/, LIMIT_MS);
}, 120_000);
