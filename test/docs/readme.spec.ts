import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { onCleanup, tracked } from '../support/cleanup.js';
import { command, connect } from '../support/client.js';
import { startNode, type NodeProcess } from '../support/node-process.js';
import { Child } from '../support/services/child.js';
import { codeBlocks, read, ROOT } from './markdown.js';

const run = promisify(execFile);

const README = read('README.md');
const [LISTEN = '', SEND = '', NOTIFY = ''] = codeBlocks(README, 'js');
const SERVICE_API_KEY = 'a-key-for-the-tests-of-the-readme';
const LIMIT_MS = 15_000;

describe('The tour of the README, as it stands there', () => {
  let node: NodeProcess;
  let folder: string;

  beforeAll(async () => {
    node = await startNode({ env: { SERVICE_API_KEY } });
    // Below node_modules, so that the programs find socket.io-client as they do in the repository.
    const cache = join(ROOT, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'readme-'));
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'listen.mjs'), LISTEN);
    await writeFile(join(folder, 'send.mjs'), SEND);
    await writeFile(join(folder, 'notify.mjs'), NOTIFY);
  });

  /** What `npm run --silent token -- <user>` prints. */
  async function token(userId: string): Promise<string> {
    const cli = join(ROOT, 'dist/demo/token.js');
    const { stdout } = await run(process.execPath, [cli, userId], { env: { DATA_DIR: node.dataDir } });
    return stdout.trim();
  }

  async function environment(userId: string): Promise<NodeJS.ProcessEnv> {
    return { TOKEN: await token(userId), SERVER: node.url, SERVICE_API_KEY };
  }

  /** Starts `listen.mjs` as omar, in the folder where it keeps its position, and waits until it listens. */
  async function listen(): Promise<Child> {
    const args = ['-c', 'cd "$0" && exec "$1" listen.mjs', folder, process.execPath];
    const child = tracked(new Child('sh', args, { env: await environment('omar') }));
    await child.waitForOutput(/listening from #\d+/, LIMIT_MS);
    return child;
  }

  async function send(text: string): Promise<string> {
    const { stdout } = await run(process.execPath, [join(folder, 'send.mjs'), text], {
      env: await environment('layla'),
      timeout: LIMIT_MS,
    });
    return stdout;
  }

  it('is the code of examples/two-clients', () => {
    expect(LISTEN).toBe(read('examples/two-clients/listen.mjs'));
    expect(SEND).toBe(read('examples/two-clients/send.mjs'));
    expect(read('package.json')).toContain('"token": "node dist/demo/token.js"');
  });

  it('connects, joins, sends and receives', async () => {
    const omar = await listen();
    expect(await send('Hello, Omar')).toMatch(/^stored as #\d+\n$/);
    await omar.waitForOutput(/#\d+ layla: Hello, Omar\n/, LIMIT_MS);
  });

  it('catches up on exactly what was missed', async () => {
    const before = await listen();
    await send('while he listens');
    await before.waitForOutput(/while he listens/, LIMIT_MS);
    await before.stop('SIGINT');
    await send('the first that he misses');
    await send('the second that he misses');
    const after = await listen();
    await send('and the next');
    await after.waitForOutput(/and the next/, LIMIT_MS);
    const shown = [...after.output().matchAll(/^#\d+ layla: (.*)$/gm)].map(([, text]) => text);
    expect(shown).toEqual(['the first that he misses', 'the second that he misses', 'and the next']);
  });

  it('adds a user, a member and a notification from another server', async () => {
    const options = { env: await environment('omar'), timeout: LIMIT_MS };
    await run(process.execPath, [join(folder, 'notify.mjs')], options);
    await run(process.execPath, [join(folder, 'notify.mjs')], options);
    const sami = await connect(node.url, '/notifications', { token: await token('sami') });
    const inbox = await command(sami, 'notifications:subscribe', { userId: 'sami' });
    expect(inbox).toMatchObject({ unread: 1, notifications: [{ type: 'project.approved', title: 'Approved' }] });
    const chat = await connect(node.url, '/chat', { token: await token('sami') });
    expect(await command(chat, 'chat:join', { conversationId: 'general' })).toMatchObject({
      conversationId: 'general',
    });
  });

  // The last one: the node that it starts ends with it.
  it('comes back by itself after a restart of the server', async () => {
    const omar = await listen();
    await send('before the restart');
    await omar.waitForOutput(/before the restart/, LIMIT_MS);
    const { dataDir, url } = node;
    node.signal('SIGINT');
    expect(await node.exited).toEqual({ code: 0, signal: null });
    node = await startNode({ dataDir, env: { SERVICE_API_KEY, PORT: new URL(url).port } });
    await omar.waitForOutput(/(listening from .*){2}/s, LIMIT_MS);
    await send('after the restart');
    await omar.waitForOutput(/after the restart/, LIMIT_MS);
    expect(omar.output().match(/before the restart/g)).toHaveLength(1);
  });
});
