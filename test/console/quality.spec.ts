import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { accessibilityViolations } from './support/axe.js';
import { TestBrowser } from './support/browser.js';
import { PlaygroundView } from './support/playground.js';

const PAGE_FOLDER = join(import.meta.dirname, '../../dist/console/public');

/** What the first load may weigh with everything in it, fonts too, as gzip sends it; in bytes. */
const FIRST_LOAD = 150_000;

/** The weight of a file of the page, as it travels to who accepts gzip. */
function weight(path: string): number {
  const file = join(PAGE_FOLDER, path === '/' ? 'index.html' : path);
  return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

/** Whether something is wider than the page. */
function overflow(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

// Real: Chromium, the built page, the application with its demo.
describe('The console', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    browser = await TestBrowser.launch();
  });

  it('weighs less than 150 kB at the first load', async () => {
    const loaded = new Set<string>();
    const page = await browser.visit(app.url, {
      prepare: (tab) => {
        tab.on('request', (request) => {
          const { pathname } = new URL(request.url());
          if (pathname === '/' || /^\/console\/.+\./.test(pathname)) loaded.add(pathname);
        });
      },
    });
    await new PlaygroundView(page, 'ar').ready();
    expect([...loaded].filter((path) => path.endsWith('.woff2'))).toHaveLength(2);
    expect([...loaded].reduce((sum, path) => sum + weight(path), 0)).toBeLessThan(FIRST_LOAD);
  });

  describe.each(['ar', 'en'] as const)('in %s', (locale) => {
    it.each(['light', 'dark'] as const)('has nothing that axe-core objects to, %s', async (theme) => {
      const page = await browser.visit(app.url, { locale, theme });
      const view = await new PlaygroundView(page, locale).ready();
      const { first, second, text, frames } = view;
      await second.connection(false);
      await first.write(`for the others to miss, ${locale} ${theme}`);
      await second.write(`written without a connection, ${locale} ${theme}`);
      await second.message(theme).last().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await second.connection(true);
      await second.root.getByText(text.caughtUp(1)).waitFor();
      await first.root.getByRole('button', { name: text.attach }).click();
      await first.root.getByRole('button', { name: text.options }).click();
      await page.getByRole('button', { name: frames.title }).click();
      await page.getByRole('option').filter({ hasText: 'chat:message' }).first().click();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByRole('button', { name: frames.title }).click();
      await first.open('project');
      await second.open('notifications');
      await first.root.getByRole('slider').waitFor();
      await second.root.getByRole('article').first().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await second.root.getByRole('combobox', { name: text.user, exact: true }).selectOption('');
      await second.root.getByText('noor').waitFor();
      await second.root.locator('summary').click();
      expect(await accessibilityViolations(page)).toEqual([]);
    });

    it.each([390, 820, 1440])('fits a screen of %i pixels, and does not move while it loads', async (width) => {
      const prepare = async (tab: Page): Promise<void> => {
        await tab.addInitScript(`
          window.shifts = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
        `);
      };
      const page = await browser.visit(app.url, { locale, width, height: 900, prepare });
      const view = new PlaygroundView(page, locale);
      await view.first.online();
      await view.first.root.getByRole('article').first().waitFor();
      expect(await overflow(page)).toBe(false);
      expect(await page.evaluate<number>('window.shifts')).toBeLessThan(0.02);
      await view.first.open('project');
      await view.first.root.getByRole('slider').waitFor();
      expect(await overflow(page)).toBe(false);
      await view.first.open('notifications');
      await page.getByRole('button', { name: view.frames.title }).click();
      await page.getByRole('listbox').waitFor();
      expect(await overflow(page)).toBe(false);
    });
  });

  it('is used with the keyboard alone', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const { first, text } = await new PlaygroundView(page, 'en').ready();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('content');
    await first.root.getByRole('tab', { name: text.tabs.conversation }).focus();
    await page.keyboard.press('ArrowRight');
    await first.root.getByRole('slider').waitFor();
    await page.keyboard.press('End');
    await first.root.getByRole('button', { name: text.markAllRead }).waitFor();
    await page.keyboard.press('Home');
    await first.composer.focus();
    await page.keyboard.type('without a mouse');
    await page.keyboard.press('Enter');
    await first.message('without a mouse').getByText('#').waitFor();
    await first.message('without a mouse').getByRole('button', { name: text.delete }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe(text.delete);
  });
});
