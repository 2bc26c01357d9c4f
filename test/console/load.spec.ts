import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { command } from '../support/client.js';
import { TestBrowser } from './support/browser.js';
import { demoToken } from './support/demo.js';
import { PlaygroundView } from './support/playground.js';

/** How many messages, and how many a second: each comes to both panes. */
const MESSAGES = 3000;
const RATE = 500;
const BURST = 25;

/** Longest pause of the page's thread since it was asked last, in milliseconds. */
async function longestPause(page: Page): Promise<number> {
  return page.evaluate<number>('(() => { const longest = window.longest; window.longest = 0; return longest; })()');
}

// Real: Chromium, the built page, the application with its demo, PostgreSQL, a socket that sends.
describe('A thousand events a second', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    browser = await TestBrowser.launch();
  });

  it('leave the page usable, and the last of them in sight', async () => {
    const page = await browser.visit(app.url, {
      locale: 'en',
      prepare: async (tab) => {
        await tab.addInitScript(`
          window.longest = 0;
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
          }).observe({ type: 'longtask', buffered: true });
        `);
      },
    });
    const view = await new PlaygroundView(page, 'en').ready();
    await page.getByRole('button', { name: view.frames.title }).click();
    await page.getByRole('listbox').waitFor();
    const chat = await app.connect('/chat', 'omar', { token: await demoToken(app, 'omar') });
    await command(chat, 'chat:join', { conversationId: 'general' });
    await longestPause(page);

    const answers: Promise<unknown>[] = [];
    const sent = new Promise<void>((resolve) => {
      let count = 0;
      const timer = setInterval(
        () => {
          for (let i = 0; i < BURST && count < MESSAGES; i += 1, count += 1) {
            answers.push(command(chat, 'chat:message', { conversationId: 'general', content: `message ${count}` }));
          }
          if (count < MESSAGES) return;
          clearInterval(timer);
          resolve();
        },
        (1000 * BURST) / RATE,
      );
    });
    // Meanwhile somebody works with the page.
    await view.first.open('project');
    await view.first.root.getByRole('slider').waitFor();
    await view.first.open('conversation');
    const startedAt = performance.now();
    await view.first.composer.fill('written in the middle of it');
    await view.first.composer.press('Enter');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await sent;
    await Promise.all(answers);

    await view.first.message(`message ${MESSAGES - 1}`).waitFor();
    await view.second.message(`message ${MESSAGES - 1}`).waitFor();
    // Only what is in sight is in the document, in the two conversations and in the list of frames.
    expect(await page.locator('article, [role=option]').count()).toBeLessThan(300);
    // A busy machine draws slowly; a page that draws every row of every event stands still for many seconds.
    expect(await longestPause(page)).toBeLessThan(1500);
  });
});
