import { spawn } from 'node:child_process';

import type { ReactElement } from 'react';
import { createElement } from 'react';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { RealtimeClient } from '../../client/client.js';
import { codeBlocks, read } from '../docs/markdown.js';
import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { onCleanup } from '../support/cleanup.js';
import { clientOf } from './support/clients.js';
import { openPage } from './support/page.js';
import { RoughNetwork } from './support/rough-network.js';

const GUIDE = read('docs/client.md');
const CHAT = 'examples/typed-client/chat.mjs';

interface RoomExample {
  readonly App: (props: { client: RealtimeClient }) => ReactElement;
  readonly signIn: (url: string, token: () => Promise<string>) => RealtimeClient;
}

describe('docs/client.md', () => {
  let app: TestApp;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp();
    await app.conversation('general', ['layla', 'omar']);
  });

  it('has the code of the examples', () => {
    const named = [...GUIDE.matchAll(/^`(examples\/\S+)`$/gm)].map(([, path = '']) => path);
    expect(named).toEqual([CHAT, 'examples/typed-client/room.tsx']);
    expect(codeBlocks(GUIDE, 'js')[0]).toBe(read(CHAT));
    expect(codeBlocks(GUIDE, 'tsx')).toEqual([read('examples/typed-client/room.tsx')]);
  });

  it('names every option', () => {
    const declared = [...read('client/core/options.ts').matchAll(/^ {2}readonly (\w+)\??: /gm)].map(([, name]) => name);
    const told = [...GUIDE.slice(GUIDE.indexOf('## Options')).matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(told).toEqual(expect.arrayContaining([...new Set(declared)]));
  });

  // Real: the program of the page as a process, a server, and a network that is cut.
  it('shows a program that sends what was typed while the network was away, and catches up', async () => {
    const network = await RoughNetwork.to(app.url);
    const program = spawn(process.execPath, [CHAT], {
      env: { ...process.env, TOKEN: app.token('omar'), SERVER: network.url },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onCleanup(() => program.kill('SIGKILL'));
    let output = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const says = (text: string): Promise<void> => vi.waitFor(() => expect(output).toContain(text), { timeout: 15_000 });
    await says('-- 0 unread --');
    const layla = await clientOf(app, 'layla').chat.join('general');
    await layla.send('are you there?');
    await says('#1 layla: are you there?');
    network.refusing = true;
    network.cut('reset');
    await says('-- reconnecting');
    program.stdin.write('typed in a tunnel\n');
    await layla.send('said meanwhile');
    network.refusing = false;
    await says('#3 omar: typed in a tunnel');
    expect(output).toContain('#2 layla: said meanwhile');
    program.stdin.end();
    await new Promise((resolve) => program.once('exit', resolve));
    expect(program.exitCode).toBe(0);
  });

  it('shows components that work', async () => {
    const path = '../../examples/typed-client/room.tsx';
    const example = (await import(path)) as RoomExample;
    const client = example.signIn(app.url, async () => app.token('omar'));
    onCleanup(() => client.close());
    const page = openPage();
    await page.render(createElement(example.App, { client }));
    await vi.waitFor(() => expect(page.text()).toContain('online'), { timeout: 10_000 });
    const layla = await clientOf(app, 'layla').chat.join('general');
    await layla.send('seen on a page');
    await vi.waitFor(() => expect(page.text()).toContain('layla: seen on a page'));
  });
});
