import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { commandNames } from '../../src/realtime/commands/command.decorator.js';
import { html } from '../../src/docs/page/html.js';
import { accessibilityViolations } from '../console/support/axe.js';
import { TestBrowser, type VisitOptions } from '../console/support/browser.js';
import { startApp, type TestApp } from '../support/app.js';
import { read } from './markdown.js';

const CARD = '#chat\\.chat\\:message\\.command';

// Real: the application, HTTP, and a browser that complains of whatever the page's own policy forbids.
describe('/docs/asyncapi', () => {
  let app: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    app = await startApp();
    browser = await TestBrowser.launch();
  });

  function open(options: VisitOptions = {}): Promise<Page> {
    return browser.visit(`${app.url}/docs/asyncapi`, options);
  }

  /** The names of the commands that are shown. */
  async function shown(page: Page): Promise<(string | null)[]> {
    return page.locator('article[id$=".command"]:visible h3 .name').allTextContents();
  }

  it('is one page that needs nothing from elsewhere', async () => {
    const answer = await fetch(`${app.url}/docs/asyncapi`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect(await answer.text()).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('comes with the file that it is made of', async () => {
    const answer = await fetch(`${app.url}/docs/asyncapi.yaml`);
    expect(answer.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(await answer.text()).toBe(read('docs/asyncapi.yaml'));
  });

  it('is in the image', () => {
    expect(read('.dockerignore')).toContain('!docs/asyncapi.yaml\n');
    expect(read('Dockerfile')).toContain('COPY docs/asyncapi.yaml ./docs/\n');
  });

  it('names every command, and each of its links leads somewhere', async () => {
    const page = await (await fetch(`${app.url}/docs/asyncapi`)).text();
    for (const name of commandNames()) expect(page).toMatch(new RegExp(`>${name}</(a|code)>`));
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('is linked from the page of the HTTP API', async () => {
    const { info } = (await (await fetch(`${app.url}/docs/json`)).json()) as { info: { description: string } };
    expect(info.description).toContain('(/docs/asyncapi)');
  });

  it('finds a command by either name, an error by its code, and says when there is nothing', async () => {
    const page = await open();
    const all = await shown(page);
    await page.keyboard.press('/');
    await page.keyboard.type('message:send');
    expect(await shown(page)).toEqual(['chat:message']);
    await page.fill('#search', 'CONFLICT');
    expect(await page.locator('#error-CONFLICT').isVisible()).toBe(true);
    expect(await page.locator('#error-TIMEOUT').isVisible()).toBe(false);
    await page.fill('#search', 'zebra');
    expect(await page.locator('#nothing').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await shown(page)).toEqual(all);
  });

  it('shows what a link leads to, also when the search has hidden it', async () => {
    const page = await open();
    await page.fill('#search', 'message:send');
    await page.locator(`${CARD} a[href="#error-NOT_JOINED"]`).click();
    expect(await page.locator('#error-NOT_JOINED').isVisible()).toBe(true);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('is for everyone to read, %s and %d wide', async (theme, width) => {
    const page = await open({ theme, width });
    expect(await accessibilityViolations(page)).toEqual([]);
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider).toBe(0);
  });

  it('is written so that text stays text', () => {
    expect(html`<p title="${'"'}">${'<b>'}${[html`<i></i>`, '&']}${undefined}</p>`.text).toBe(
      '<p title="&quot;">&lt;b&gt;<i></i>&amp;</p>',
    );
  });
});
