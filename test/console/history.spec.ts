import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { codeOf } from '../../console/src/playground/frames/code-of.js';
import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { onCleanup } from '../support/cleanup.js';
import { command } from '../support/client.js';
import { TestBrowser } from './support/browser.js';
import { demoToken } from './support/demo.js';
import { PlaygroundView } from './support/playground.js';

const MESSAGES = 160;
/** More than the client keeps beside what somebody reads. */
const FLOOD = 4500;

// Real: Chromium, the built page, the application with its demo, PostgreSQL.
describe('A long conversation', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    const chat = await app.connect('/chat', 'omar', { token: await demoToken(app, 'omar') });
    await command(chat, 'chat:join', { conversationId: 'general' });
    for (let i = 0; i < MESSAGES; i += 1) {
      await command(chat, 'chat:message', { conversationId: 'general', content: `line ${i} of it` });
    }
    browser = await TestBrowser.launch();
  });

  it('is read from its end to its beginning, which comes as one scrolls', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const { first, text } = await new PlaygroundView(page, 'en').ready();
    await first.message(`line ${MESSAGES - 1} of it`).waitFor();
    expect(await first.message('line 10 of it').count()).toBe(0);
    await goToBeginning(first, text.beginning);
    // What comes now does not pull the reader away, and is a step away.
    await writeBelow(first, 'a word from far below');
    await first.root.getByRole('button', { name: text.newBelow(1) }).click();
    await first.message('a word from far below').waitFor();
  });

  /** Scrolls up as far as it goes, while older messages come. */
  async function goToBeginning(first: PlaygroundView['first'], beginning: string): Promise<void> {
    await first.root.getByRole('log').hover();
    await expect
      .poll(
        async () => {
          await first.root.page().mouse.wheel(0, -1500);
          return first.root.getByText(beginning).isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    await first.message('line 0 of it').waitFor();
  }

  /** Written by the other, while this one reads. */
  async function writeBelow(first: PlaygroundView['first'], ...contents: string[]): Promise<void> {
    const chat = await app.connect('/chat', 'omar', { token: await demoToken(app, 'omar') });
    await command(chat, 'chat:join', { conversationId: 'general' });
    await Promise.all(contents.map((content) => command(chat, 'chat:message', { conversationId: 'general', content })));
    await expect.poll(() => first.message('line 0 of it').isVisible()).toBe(true);
  }

  it('counts what is unread behind another tab', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const { first, second, text } = await new PlaygroundView(page, 'en').ready();
    await first.open('project');
    await second.write('unread for a while');
    await first.root.getByRole('tab', { name: new RegExp(`^${text.tabs.conversation} [\\d+]+$`) }).waitFor();
    await first.open('conversation');
    await first.message('unread for a while').waitFor();
    await second.message('unread for a while').getByText(text.readBy('ليلى')).waitFor({ state: 'attached' });
  });

  it('stays where one reads, however much is written meanwhile, and goes to the newest when one writes', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const { first, text } = await new PlaygroundView(page, 'en').ready();
    await goToBeginning(first, text.beginning);
    const line = first.message('line 2 of it');
    const before = await line.boundingBox();
    await writeBelow(first, ...Array.from({ length: FLOOD }, (_, index) => `flood ${index}`));
    await first.root.getByRole('button', { name: text.newBelow(FLOOD) }).waitFor();
    expect(await line.boundingBox()).toEqual(before);
    await first.write('written from the beginning of it all');
    await first.message('written from the beginning of it all').getByText('#').waitFor();
    await first.message(`flood ${FLOOD - 1}`).waitFor();
  });
});

// Real: the application, a program in a process of its own.
describe('The code that a frame is copied as', () => {
  it.each([
    ['/chat', 'chat:updated', { conversationId: 'general' }, "emitWithAck('chat:join'"],
    ['/projects', 'project:update', { projectId: 'launch-film' }, "emitWithAck('project:join'"],
    ['/notifications', 'notification:new', { userId: 'layla' }, "emitWithAck('notifications:subscribe'"],
    ['/', 'presence:update', { userId: 'layla' }, "emitWithAck('presence:subscribe'"],
  ])('enters where %s %s is heard', (namespace, event, payload, entry) => {
    const code = codeOf({ direction: 'in', namespace, event, payload }, 'https://realtime.example');
    expect(code).toContain(`socket.on('${event}'`);
    expect(code).toContain(entry);
  });

  it('runs, and does the same again', async () => {
    const app = await startApp({ env: { JWT_SECRET: '' } });
    const frame = {
      key: 0,
      side: 'first',
      direction: 'out',
      namespace: '/chat',
      event: 'chat:message',
      payload: { conversationId: 'general', content: 'it\'s "quoted"\n`and` \\ more', clientId: 'once' },
      at: 0,
    } as const;
    const cache = join(import.meta.dirname, '../../node_modules/.cache');
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'copied-code-'));
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    const program = `const token = process.env.TOKEN;\n${codeOf(frame, app.url)}process.exit(0);\n`;
    await writeFile(join(folder, 'copied.mjs'), program);
    const env = { TOKEN: await demoToken(app, 'layla') };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'copied.mjs')], {
      env,
      timeout: 25_000,
    });
    expect(stdout).toContain("senderId: 'layla'");
    const chat = await app.connect('/chat', 'omar', { token: await demoToken(app, 'omar') });
    const { messages } = await command<{ messages: { content: string }[] }>(chat, 'chat:history', {
      conversationId: 'general',
    });
    expect(messages.at(-1)?.content).toBe(frame.payload.content);
  });
});
