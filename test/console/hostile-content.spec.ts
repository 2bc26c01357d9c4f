import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import { Announcements } from '../../src/general/announcements.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { command } from '../support/client.js';
import { TestBrowser } from './support/browser.js';
import { demoToken } from './support/demo.js';
import { HOSTILE_TEXTS } from './support/hostile.js';
import { PlaygroundView } from './support/playground.js';

// Real: Chromium, the built page, the application with its demo, sockets.
describe('What people write, in the playground', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    browser = await TestBrowser.launch();
  });

  /** The texts of the corpus that are not on the page, as somebody scrolls through all of its lists. */
  async function unseen(page: Page): Promise<string[]> {
    const seen = await page.evaluate<string>(`(async () => {
      let text = '';
      const lists = [...document.querySelectorAll('[role=log], [role=group], [role=listbox]')];
      for (const list of lists) {
        for (let at = 0; at <= list.scrollHeight; at += 100) {
          list.scrollTop = at;
          // One frame for the list to hear of it, and one for its rows to be there.
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          text += list.textContent + '\\n';
        }
      }
      return text;
    })()`);
    return HOSTILE_TEXTS.filter((text) => !seen.includes(text));
  }

  async function expectHarmless(page: Page): Promise<void> {
    await expect.poll(() => unseen(page), { timeout: 20_000 }).toEqual([]);
    expect(await page.title()).toBe('Depth Realtime');
    expect(
      await page.locator('script:not([src]), iframe, article img, article svg[onload], article style').count(),
    ).toBe(0);
    expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
  }

  it('is text in messages, names of files, project activity and notifications', async () => {
    const token = await demoToken(app, 'layla');
    const chat = await app.connect('/chat', 'layla', { token });
    await command(chat, 'chat:join', { conversationId: 'general' });
    const projects = await app.connect('/projects', 'layla', { token });
    await command(projects, 'project:join', { projectId: 'launch-film' });
    await app.get(Projects).upsert('launch-film', { name: HOSTILE_TEXTS[1]!, memberIds: ['layla', 'omar'] });
    await app.get(UsersService).upsert('layla', { displayName: HOSTILE_TEXTS[0]!, role: 'member' });

    const page = await browser.visit(app.url, { locale: 'en', width: 1440 });
    const view = await new PlaygroundView(page, 'en').ready();
    for (const text of HOSTILE_TEXTS) {
      const conversationId = 'general';
      const metadata = { url: 'https://files.example/%3Cimg%20src=x%3E', name: text };
      await command(chat, 'chat:message', { conversationId, content: text, type: 'file', metadata });
      await command(projects, 'project:comment', { projectId: 'launch-film', comment: text });
      await app.get(NotificationEmitter).emit(['layla'], { type: 'hostile', title: text, body: text });
    }
    await app.get(Announcements).announce({ senderId: 'admin', message: HOSTILE_TEXTS.join(' '), level: 'critical' });
    await expectHarmless(page);
    await view.first.open('project');
    await view.first.root.getByRole('heading', { name: HOSTILE_TEXTS[1] }).waitFor();
    await expectHarmless(page);
    await view.first.open('notifications');
    await view.first.root.getByRole('group').waitFor();
    await expectHarmless(page);
    await page.getByRole('button', { name: view.frames.title }).click();
    await page.getByRole('searchbox', { name: view.frames.filter }).fill('project:comment');
    await page.getByRole('option').filter({ hasText: 'project:comment' }).first().click();
    await page.getByRole('heading', { name: view.frames.payload }).waitFor();
    expect(await page.title()).toBe('Depth Realtime');
  });

  it('cannot make a link of anything but https, whatever the server lets through', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const view = await new PlaygroundView(page, 'en').ready();
    await view.first.root.getByRole('button', { name: view.text.attach }).click();
    await view.first.root.getByLabel(view.text.attachUrl).fill('javascript:document.title="pwned"//https://');
    await view.first.write('a link');
    await view.first.root.getByRole('alert').filter({ hasText: view.text.attachUrlInvalid }).waitFor();
    expect(await page.title()).toBe('Depth Realtime');
  });
});
