import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { onCleanup, tracked } from '../support/cleanup.js';
import { command, connect } from '../support/client.js';
import { Child } from '../support/services/child.js';

const LIMIT_MS = 40_000;

// Without a name it takes what is installed, HAProxy first.
it.each([{ flags: [] }, { flags: ['--balancer', 'nginx'] }])(
  'npm run cluster ($flags) starts a service of many nodes that can be tried, and stops all of it on Ctrl-C',
  async ({ flags }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    const logs = join(folder, 'logs');
    const child = tracked(
      new Child(process.execPath, ['scripts/cluster.mjs', '--nodes', '2', '--logs', logs, ...flags]),
    );
    const [, url = ''] = await child.waitForOutput(
      /2 nodes as one service, is ready on (\S+)\n(?=.*Ctrl-C)/s,
      LIMIT_MS,
    );
    const token = /^ +layla +(\S+)$/m.exec(child.output())?.[1] ?? '';
    const nodes = [...child.output().matchAll(/^ +node \d +(\S+)/gm)].map(([, node = '']) => node);
    expect(nodes).toHaveLength(2);
    for (const each of [url, ...nodes]) {
      const chat = await connect(each, '/chat', { token, withCredentials: true });
      expect(await command(chat, 'chat:join', { conversationId: 'general' })).toMatchObject({ recovered: false });
    }
    expect(await child.stop('SIGINT')).toEqual({ code: 0, signal: null });
    await Promise.all([url, ...nodes].map((each) => expect(fetch(each)).rejects.toThrow('fetch failed')));
    expect(existsSync(join(logs, 'node-2.log'))).toBe(true);
  },
  90_000,
);
