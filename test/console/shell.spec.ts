import { beforeAll, describe, expect, it } from 'vitest';

import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { TestBrowser } from './support/browser.js';

// Real: Chromium, the built page, the application with its demo.
describe('The console in a browser', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    browser = await TestBrowser.launch();
  });

  it('opens in Arabic, from right to left, and changes to English', async () => {
    const page = await browser.visit(app.url);
    await page.getByRole('link', { name: 'ساحة التجربة' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ar');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Playground' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
    await page.reload();
    await page.getByRole('link', { name: 'Playground' }).waitFor();
  });
});
