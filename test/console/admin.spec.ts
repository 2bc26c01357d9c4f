import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';

import type { AuditPage } from '../../src/admin/admin.protocol.js';
import type { Announcement } from '../../src/general/general.protocol.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { command, connect, next, refused, request } from '../support/client.js';
import { startNode } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { accessibilityViolations } from './support/axe.js';
import { TestBrowser, type VisitOptions } from './support/browser.js';

const SECTIONS = ['overview', 'sessions', 'rooms', 'announcements', 'log', 'audit'];
/** What somebody may call themselves, or write, to run a script on an administrator's page. */
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>';

// Real: Chromium, the built page, the application, PostgreSQL, sockets of other clients.
describe('The administration', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { CONSOLE: 'true' } });
    await app.users('admin', 'layla', 'omar', 'noor');
    await app.conversation('general', ['layla', 'omar']);
    browser = await TestBrowser.launch();
  });

  async function signIn(section = 'overview', options: VisitOptions = {}): Promise<Page> {
    const page = await browser.visit(app.url, { locale: 'en', ...options, route: `admin/${section}` });
    await pasteToken(page, app.token('admin'));
    await page.getByRole('navigation', { name: /Administration|الإدارة/ }).waitFor();
    return page;
  }

  async function pasteToken(page: Page, token: string): Promise<void> {
    await page.getByLabel(/^(Token|الرمز)/).fill(token);
    await page.locator('form').getByRole('button').last().click();
  }

  /** The entry of a user in the list of sessions. */
  function sessionOf(page: Page, userId: string): Locator {
    return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: userId, exact: true }) });
  }

  it('lets nobody in without the role', async () => {
    const page = await browser.visit(app.url, { locale: 'en', route: 'admin' });
    await pasteToken(page, app.token('layla'));
    await page.getByRole('alert').filter({ hasText: 'needs the role admin' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Administration' }).count()).toBe(0);
  });

  it('shows the service live, and its nodes with what they depend on', async () => {
    const page = await signIn();
    const sockets = page.locator('dl > div', { hasText: 'Sockets' }).first().locator('dd');
    await expect.poll(() => sockets.textContent(), { timeout: 20_000 }).toMatch(/\d/);
    const before = Number(await sockets.textContent());
    await app.connect('/chat', 'omar');
    await expect.poll(async () => Number(await sockets.textContent()), { timeout: 20_000 }).toBeGreaterThan(before);
    await page.getByText('Database: up').waitFor();
    await page.getByText('Redis: not configured').waitFor();
    await page.getByRole('figure', { name: 'Sockets by namespace' }).locator('canvas').waitFor({ state: 'attached' });
  });

  it('finds a user’s sessions, and disconnects with a reason after asking', async () => {
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId: 'general' });
    const page = await signIn('sessions');
    await page.getByLabel('User id').fill('layla');
    await page.getByRole('button', { name: 'Search' }).click();
    await sessionOf(page, 'layla').getByText('chat:general').waitFor();
    expect(await sessionOf(page, 'omar').count()).toBe(0);

    await sessionOf(page, 'layla').getByRole('button', { name: 'Disconnect user' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await dialog.getByText('Say why.').waitFor();
    expect(layla.connected).toBe(true);
    const gone = next<string>(layla, 'disconnect');
    await dialog.getByLabel('Reason').fill('stuck client');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    expect(await gone).toBe('io server disconnect');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Nobody is connected that fits').waitFor();

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('stuck client').waitFor();
  });

  it('revokes: the client is out, and its token with it', async () => {
    const token = app.token('omar');
    const omar = await app.connect('/chat', 'omar', { token });
    const page = await signIn('sessions/omar');
    await sessionOf(page, 'omar').first().getByRole('button', { name: 'Revoke' }).click();
    const gone = next<string>(omar, 'disconnect');
    await page.getByRole('dialog').getByLabel('Reason').fill(HOSTILE);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await gone;
    expect((await refused(app.url, '/chat', { token })).data?.code).toBe('AUTH_INVALID');

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText(HOSTILE).waitFor();
    expect(await page.title()).not.toBe('1');
  });

  it('does nothing when one thinks better of it', async () => {
    const noor = await app.connect('/', 'noor');
    const page = await signIn('sessions/noor');
    await sessionOf(page, 'noor').first().getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('no');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(noor.connected).toBe(true);
  });

  it('shows who is in a room', async () => {
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId: 'general' });
    const page = await signIn('rooms');
    await page.getByRole('link', { name: /chat:general/ }).click();
    await page.getByRole('region', { name: 'In chat:general' }).getByRole('link', { name: 'layla' }).first().waitFor();
  });

  it('announces after a preview, to those who are connected', async () => {
    const noor = await app.connect('/', 'noor');
    const page = await signIn('announcements');
    await page.getByLabel('Message').fill(HOSTILE);
    await page.getByLabel('Level').selectOption('warning');
    await page.getByRole('region', { name: 'Preview' }).getByText(HOSTILE).waitFor();
    const heard = next<Announcement>(noor, 'announcement');
    await page.getByRole('button', { name: 'Send…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
    expect(await heard).toMatchObject({ message: HOSTILE, level: 'warning', senderId: 'admin' });
    await page.getByText('The announcement has been sent.').first().waitFor();
    expect(await page.title()).not.toBe('1');
  });

  it('shows why an announcement was refused', async () => {
    const page = await signIn('announcements');
    await page.getByLabel('Message').fill('hello');
    await page.getByLabel('Rooms').fill('nowhere');
    await page.getByRole('button', { name: 'Send…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('alert').filter({ hasText: 'VALIDATION_FAILED' }).waitFor();
  });

  it('follows one user’s commands live', async () => {
    const layla = await app.connect('/chat', 'layla');
    const noor = await app.connect('/chat', 'noor');
    const page = await signIn('log/layla');
    const log = page.getByRole('log');
    await expect
      .poll(
        async () => {
          await request(noor, 'chat:join', { conversationId: 'general' });
          await command(layla, 'chat:history', { conversationId: 'general' });
          return log.textContent();
        },
        { timeout: 20_000 },
      )
      .toContain('chat:history');
    expect(await log.textContent()).not.toContain('chat:join');
  });

  it('keeps its numbers and says so while the server is away, and comes back', async () => {
    const own = await startApp({ env: { CONSOLE: 'true' } });
    await own.users('admin');
    const page = await browser.visit(own.url, {
      locale: 'en',
      route: 'admin',
      expectedMessages: /WebSocket connection|ERR_CONNECTION|Failed to load/,
    });
    await pasteToken(page, own.token('admin'));
    await page.getByText('Database: up').waitFor();
    await own.stop();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByText('Users online').count()).toBe(1);

    const port = new URL(own.url).port;
    const again = await startApp({ env: { CONSOLE: 'true', PORT: port } });
    await again.users('admin');
    await page.getByText('The server cannot be reached.').waitFor({ state: 'hidden', timeout: 60_000 });
  });

  it('says what it does not know while a node is silent, and while Redis is away', async () => {
    const redis = await startRedis();
    const env = { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url };
    const here = await startApp({ env: { ...env, CONSOLE: 'true' } });
    await here.users('admin', 'layla');
    const there = await startNode({ env: { ...env, NODE_ENV: 'test', JWT_SECRET: SECRET } });
    await connect(there.url, '/', { token: here.token('layla') });
    const page = await browser.visit(here.url, { locale: 'en', route: 'admin' });
    await pasteToken(page, here.token('admin'));
    await expect.poll(() => page.getByText('Serving').count(), { timeout: 20_000 }).toBe(2);
    await page.getByText('Redis: up').first().waitFor();

    there.signal('SIGSTOP');
    await page.getByText(/^Silent, last heard/).waitFor();
    await page.getByText('Some nodes are silent').waitFor();
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('These nodes did not answer').waitFor();
    await sessionOf(page, 'admin').first().waitFor();
    there.signal('SIGCONT');

    await redis.kill();
    await page.getByRole('button', { name: 'Reload' }).click();
    await sessionOf(page, 'admin').first().waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('Redis: away').first().waitFor();
    await there.kill();
  });

  it.each([
    ['ar', 'light', 1440],
    ['ar', 'dark', 390],
    ['en', 'light', 820],
    ['en', 'dark', 1440],
  ] as const)('is accessible, and no wider than the screen: %s, %s, %i px', async (locale, theme, width) => {
    const page = await signIn('overview', { locale, theme, width });
    for (const section of SECTIONS) {
      await page.goto(`${app.url}/#/admin/${section}`);
      await page.locator(`nav a[aria-current="page"][href="#/admin/${section}"]`).waitFor();
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  });

  it('audits under the administrator’s name', async () => {
    const admin = await app.connect('/admin', 'admin');
    const { entries } = await command<AuditPage>(admin, 'admin:audit', { limit: 50 });
    expect(new Set(entries.map(({ actorId }) => actorId))).toEqual(new Set(['admin']));
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['disconnect', 'revoke', 'announce']));
  });
});
