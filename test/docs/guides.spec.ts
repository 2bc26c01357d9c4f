import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { SECRET } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { startNode, type NodeProcess } from '../support/node-process.js';
import type { Child } from '../support/services/child.js';
import { pythonPath } from '../support/services/python.js';
import { signToken } from '../support/tokens.js';
import { program, restarted, tokenOf } from './programs.js';

const LIMIT_MS = 20_000;
/** The programs of the guides that follow a conversation, and how each is run. */
const CHATS = [
  ['the typed client', 'examples/web-client/typed.mjs'],
  ['plain socket.io-client', 'examples/web-client/plain.mjs'],
  ['Python', 'examples/python/chat.py'],
] as const;

/** How often each line was printed that tells of a message: `<sender>: <text>`. */
function messagesOf(child: Child): string[] {
  return [...child.output().matchAll(/^(?:#\d+ )?((?:layla|omar): .*)$/gm)].map(([, line = '']) => line);
}

// Real: the built program as a process, and the programs of the guides as processes.
describe('The programs of the guides', () => {
  let node: NodeProcess;
  let python: string;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    [node, python] = await Promise.all([startNode(), pythonPath()]);
    for (const userId of ['layla', 'omar']) tokens[userId] = await tokenOf(node, userId);
    // The first run of a fresh machine installs Python's packages.
  }, 300_000);

  function start(path: string, userId: string, ...args: string[]): Child {
    const command = path.endsWith('.py') ? python : process.execPath;
    return program(command, path, args, { TOKEN: tokens[userId], SERVER: node.url });
  }

  it.each(CHATS)('%s sends, and hears the others', async (name, path) => {
    const layla = start(path, 'layla', `from ${name}`, `and more from ${name}`);
    await layla.waitForOutput(/(stored as #\d+[^]*){2}/, LIMIT_MS);
    const omar = start(path, 'omar', `an answer to ${name}`);
    await omar.waitForOutput(/stored as #\d+/, LIMIT_MS);
    await layla.waitForOutput(new RegExp(`omar: an answer to ${name}`), LIMIT_MS);
    expect(messagesOf(omar)).toContain(`layla: from ${name}`);
    expect(messagesOf(layla).filter((line) => line.includes(name))).toEqual([
      `layla: from ${name}`,
      `layla: and more from ${name}`,
      `omar: an answer to ${name}`,
    ]);
  });

  it('a mobile application hears on its return what it has missed, once', async () => {
    const env = { TOKEN: tokens['omar'], SERVER: node.url, STORAGE: await storage() };
    const mobile = program(process.execPath, 'test/docs/guides/mobile-driver.mjs', [], env);
    await mobile.waitForOutput(/-- joined --/, LIMIT_MS);
    mobile.signal('SIGUSR2');
    await mobile.waitForOutput(/-- offline --/, LIMIT_MS);
    await start('examples/web-client/plain.mjs', 'layla', 'while away').waitForOutput(/stored as/, LIMIT_MS);
    expect(messagesOf(mobile)).toEqual([]);
    mobile.signal('SIGUSR2');
    await mobile.waitForOutput(/layla: while away/, LIMIT_MS);
    expect(messagesOf(mobile)).toEqual(['layla: while away']);
  });

  it('a mobile application connects anew when its network changes', async () => {
    const env = { TOKEN: tokens['omar'], SERVER: node.url, STORAGE: await storage(), MODE: 'network' };
    const mobile = program(process.execPath, 'test/docs/guides/mobile-driver.mjs', [], env);
    await mobile.waitForOutput(/-- joined --/, LIMIT_MS);
    mobile.signal('SIGUSR2');
    await mobile.waitForOutput(/-- joined --[^]*-- offline --[^]*-- online --/, LIMIT_MS);
  });

  it('a mobile application sends at its next start what was written when it was killed', async () => {
    const env = { TOKEN: tokens['omar'], SERVER: node.url, STORAGE: await storage() };
    const offline = program(process.execPath, 'test/docs/guides/mobile-driver.mjs', [], { ...env, MODE: 'offline' });
    await offline.waitForOutput(/waiting: 1/, LIMIT_MS);
    await offline.stop('SIGKILL');
    const next = program(process.execPath, 'test/docs/guides/mobile-driver.mjs', [], env);
    await next.waitForOutput(/omar: written on the train/, LIMIT_MS);
    const all = start('examples/web-client/plain.mjs', 'layla');
    await all.waitForOutput(/-- joined at/, LIMIT_MS);
    expect(messagesOf(all).filter((line) => line.includes('train'))).toHaveLength(1);
  });

  it('the program that has moved here says what is stored, and shows it once', async () => {
    const omar = start('examples/migrating/after/client.mjs', 'omar');
    await omar.waitForOutput(/-- joined --/, LIMIT_MS);
    const layla = start('examples/migrating/after/client.mjs', 'layla', 'moved');
    await layla.waitForOutput(/stored #\d+/, LIMIT_MS);
    await omar.waitForOutput(/layla: moved/, LIMIT_MS);
    expect(messagesOf(omar).filter((line) => line === 'layla: moved')).toHaveLength(1);
  });

  // The last one: it ends the node of the others.
  it('every program comes back after a restart of the server, and misses nothing', async () => {
    const all = CHATS.map(([, path]) => start(path, 'omar'));
    await Promise.all(all.map((child) => child.waitForOutput(/-- (joined at|online)/, LIMIT_MS)));
    await start('examples/web-client/typed.mjs', 'layla', 'before').waitForOutput(/stored as/, LIMIT_MS);
    await Promise.all(all.map((child) => child.waitForOutput(/layla: before/, LIMIT_MS)));
    node = await restarted(node);
    await start('examples/web-client/plain.mjs', 'layla', 'after').waitForOutput(/stored as/, LIMIT_MS);
    await Promise.all(all.map((child) => child.waitForOutput(/layla: after/, LIMIT_MS)));
    for (const child of all) {
      const shown = messagesOf(child).filter((line) => /: (before|after)$/.test(line));
      expect(shown).toEqual(['layla: before', 'layla: after']);
    }
  });
});

// Real: a bare Socket.IO server as a process, and its client.
it('what the guide to migrating starts from works as well', async () => {
  const server = program(process.execPath, 'examples/migrating/before/server.mjs', [], {
    JWT_SECRET: SECRET,
    PORT: '0',
  });
  const [, url] = await server.waitForOutput(/listening on (http:\S+)/, LIMIT_MS);
  const start = (userId: string, ...args: string[]): Child =>
    program(process.execPath, 'examples/migrating/before/client.mjs', args, {
      TOKEN: signToken({ userId }, SECRET),
      SERVER: url,
    });
  const omar = start('omar');
  await omar.waitForOutput(/-- joined --/, LIMIT_MS);
  start('layla', 'hello');
  await omar.waitForOutput(/layla: hello/, LIMIT_MS);
});

async function storage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-mobile-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'storage.json');
}
