import { beforeAll, describe, expect, it } from 'vitest';

import { SECRET, startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { TestBrowser } from './support/browser.js';

// Real: Chromium, the built page, the application as it runs in production.
describe('Signing in where there is no demo', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { NODE_ENV: 'production', CONSOLE: 'true', JWT_SECRET: SECRET } });
    await app.conversation('board', ['sami', 'huda']);
    browser = await TestBrowser.launch();
  });

  it('takes a token of the platform, and opens the rooms that one names', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const pane = page.getByRole('region', { name: 'First user' });
    await pane.getByLabel('Token').waitFor();
    expect(await pane.getByRole('button').allInnerTexts()).toEqual(['Sign in with the token']);
    await pane.getByLabel('Token').fill(`Bearer ${app.token('sami')}`);
    await pane.getByRole('button', { name: 'Sign in with the token' }).click();
    await pane.getByText('This user may not enter here.').waitFor();
    await pane.getByRole('button', { name: 'Presence and rooms' }).click();
    await pane.getByLabel('Id of the conversation').fill('board');
    await pane.getByRole('button', { name: 'Open' }).click();
    await pane.getByRole('textbox', { name: 'Message' }).fill('hello');
    await page.keyboard.press('Enter');
    await pane.getByRole('article').filter({ hasText: 'hello' }).getByText('#1').waitFor();
    // The tab keeps who is signed in, and nothing else of the browser does.
    await page.reload();
    await pane.getByRole('article').filter({ hasText: 'hello' }).waitFor();
    expect(await page.evaluate<string>('JSON.stringify({ ...localStorage }) + document.cookie')).not.toContain('eyJ');
    await pane.getByRole('button', { name: 'Sign out' }).click();
    await pane.getByLabel('Token').waitFor();
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')).not.toContain('eyJ');
  });

  it('says what is wrong with what is no token, and why one is refused', async () => {
    const page = await browser.visit(app.url, { locale: 'en' });
    const pane = page.getByRole('region', { name: 'Second user' });
    await pane.getByLabel('Token').fill('not a token');
    await pane.getByRole('button', { name: 'Sign in with the token' }).click();
    await pane.getByRole('alert').filter({ hasText: 'This is not a token' }).waitFor();
    await pane.getByLabel('Token').fill(app.token('nobody'));
    await pane.getByRole('button', { name: 'Sign in with the token' }).click();
    await pane.getByText('The user does not exist').or(pane.getByText(/user/i)).first().waitFor();
    await pane.getByText('Cut off').waitFor();
  });
});
