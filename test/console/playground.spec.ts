import type { Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Announcements } from '../../src/general/announcements.js';
import { startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { command } from '../support/client.js';
import { TestBrowser } from './support/browser.js';
import { demoToken } from './support/demo.js';
import { PlaygroundView } from './support/playground.js';

// Real: Chromium, the built page, the application with its demo, PostgreSQL.
describe.each(['ar', 'en'] as const)('The playground in %s', (locale) => {
  let app: TestApp;
  let browser: TestBrowser;
  let view: PlaygroundView;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp({ env: { JWT_SECRET: '' } });
    browser = await TestBrowser.launch();
  });

  beforeEach(async () => {
    view = await new PlaygroundView(await browser.visit(app.url, { locale }), locale).ready();
  });

  it('signs two people of the demo in, and shows the one what the other does', async () => {
    const { first, second, text } = view;
    await first.composer.pressSequentially('a few let');
    await second.root.getByText(text.typing('ليلى', 1)).waitFor();
    await first.write('a few letters');
    await second.message('a few letters').waitFor();
    await first.message('a few letters').getByText(text.readBy('عمر')).waitFor({ state: 'attached' });

    await first.message('a few letters').getByRole('button', { name: text.edit }).click();
    await first.composer.fill('other letters');
    await first.composer.press('Enter');
    await second.message('other letters').getByText(text.edited).waitFor();

    await first.message('other letters').getByRole('button', { name: text.delete }).click();
    await view.page.getByRole('dialog').getByRole('button', { name: text.delete }).click();
    await second.root.getByText(text.deleted).waitFor();
    expect(await second.message('other letters').count()).toBe(0);
  });

  it('sends files as links, which nobody follows by themselves', async () => {
    const { first, second, text } = view;
    await first.root.getByRole('button', { name: text.attach }).click();
    await first.root.getByLabel(text.attachUrl).fill('http://files.example/plain.png');
    await first.write('the first draft');
    await first.root.getByRole('alert').filter({ hasText: text.attachUrlInvalid }).waitFor();
    await first.root.getByLabel(text.attachUrl).fill('https://files.example/drafts/storyboard.png');
    await first.composer.press('Enter');
    const link = second.message('the first draft').getByRole('link');
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('https://files.example/drafts/storyboard.png');
    expect(await link.getAttribute('rel')).toContain('noreferrer');
    expect(await second.root.locator('article img').count()).toBe(0);
    // A percent sign need not stand for anything, and a file without a word to it is named once.
    await first.root.getByRole('button', { name: text.attach }).click();
    await first.root.getByLabel(text.attachUrl).fill('https://files.example/100%.pdf');
    await first.composer.press('Enter');
    await second.message('100%.pdf').getByRole('link').waitFor();
    expect((await second.message('100%.pdf').innerText()).split('100%.pdf')).toHaveLength(2);
  });

  it('keeps what is written while the connection is cut, and catches up in order', async () => {
    const { first, second, text } = view;
    await second.connection(false);
    await second.root.getByText(text.connection.offline, { exact: true }).waitFor();
    await second.write('written without a connection');
    await second.message('written without a connection').getByText(text.statuses.queued).waitFor();
    await second.root.getByText(text.queued(1)).waitFor();
    for (const content of ['missed one', 'missed two', 'missed three']) await first.write(content);
    await first.message('missed three').getByText('#').waitFor();
    expect(await second.message('missed').count()).toBe(0);
    expect(await first.message('written without a connection').count()).toBe(0);

    await second.connection(true);
    await second.root.getByText(text.caughtUp(3)).waitFor();
    await first.message('written without a connection').waitFor();
    await second.message('written without a connection').getByText('#').waitFor();
    const shown = await second.root.getByRole('log').getByRole('article').allInnerTexts();
    const order = ['missed one', 'missed two', 'missed three', 'written without a connection'];
    expect(shown.flatMap((each) => order.filter((content) => each.includes(content)))).toEqual(order);
    expect(shown.filter((each) => each.includes(text.missed))).toHaveLength(3);
  });

  it('says that a change was refused, and why', async () => {
    const { first, second, text } = view;
    await first.write('changed too late');
    await second.message('changed too late').waitFor();
    await first.connection(false);
    await first.root.getByText(text.connection.offline, { exact: true }).waitFor();
    await first.message('changed too late').getByRole('button', { name: text.edit }).click();
    await first.composer.fill('changed after all');
    await first.composer.press('Enter');
    await first.root.getByText(text.queued(1)).waitFor();
    // On another device of the same person.
    const phone = await app.connect('/chat', 'layla', { token: await demoToken(app, 'layla') });
    await command(phone, 'chat:join', { conversationId: 'general' });
    const { messages } = await command<{ messages: { id: string; content: string }[] }>(phone, 'chat:history', {
      conversationId: 'general',
    });
    const { id } = messages.findLast(({ content }) => content === 'changed too late')!;
    await command(phone, 'chat:delete', { conversationId: 'general', messageId: id });

    await first.connection(true);
    const refusal = first.root.getByRole('alert').filter({ hasText: text.failed('') });
    await refusal.getByRole('button', { name: text.discard }).click();
    await refusal.waitFor({ state: 'detached' });
    expect(await second.message('changed after all').count()).toBe(0);
  });

  it('shares a project: its status, progress and comments, and who comes and goes', async () => {
    const { first, second, text } = view;
    await first.open('project');
    await second.open('project');
    await first.root
      .getByRole('combobox', { name: text.status, exact: true })
      .selectOption(text.projectStatuses.review);
    await second.root.getByText(text.didStatus(text.projectStatuses.review)).waitFor();
    await expect
      .poll(() => second.root.getByRole('combobox', { name: text.status, exact: true }).inputValue())
      .toBe('review');

    await first.root.getByRole('slider').fill('64');
    await first.root.getByLabel(text.milestone).fill('rough cut');
    await first.root.getByRole('button', { name: text.update }).click();
    await second.root.getByText('rough cut').first().waitFor();
    await expect.poll(() => second.root.getByRole('slider').inputValue()).toBe('64');

    await second.root.getByRole('textbox', { name: text.comment }).fill('I like it');
    await second.root.getByRole('button', { name: text.addComment }).click();
    await first.root.getByRole('log').getByText('I like it').waitFor();

    await second.connection(false);
    await first.root.getByText(text.went).waitFor();
    await second.connection(true);
    await first.root.getByText(text.came).last().waitFor();
  });

  it('sends a notification to the other, who reads it', async () => {
    const { first, second, text } = view;
    const bell = (unread: number): Locator => second.root.getByRole('button', { name: text.bell(unread), exact: true });
    await bell(1).waitFor();
    await first.open('notifications');
    await first.root.getByRole('combobox', { name: text.to, exact: true }).selectOption('omar');
    await first.root.getByLabel(text.notificationTitle).fill('Look at this');
    await first.root.getByRole('button', { name: text.sendIt }).click();
    // The bell is in sight whatever the pane shows, and leads to them.
    await second.composer.waitFor();
    await bell(2).click();
    const arrived = second.root.getByRole('article').filter({ hasText: 'Look at this' });
    await arrived.getByRole('button', { name: text.markRead }).click();
    await arrived.getByRole('button', { name: text.markRead }).waitFor({ state: 'detached' });
    const all = second.root.getByRole('button', { name: text.markAllRead });
    await first.root.getByRole('button', { name: text.sendIt }).click();
    await expect.poll(() => all.isEnabled()).toBe(true);
    await all.click();
    await second.root.getByText(text.unread(0)).waitFor();
    await bell(0).waitFor();
  });

  it('shows every frame, and the code that does the same', async () => {
    const { first, page, frames } = view;
    await first.write('shown as a frame');
    await first.message('shown as a frame').getByText('#').waitFor();
    await page.getByRole('button', { name: frames.title }).click();
    const row = page.getByRole('option').filter({ hasText: 'shown as a frame' });
    await expect.poll(() => row.count()).toBeGreaterThan(1);
    const sent = row.filter({ hasText: frames.out }).first();
    expect(await sent.innerText()).toMatch(/\/chat\s*chat:message/);
    await sent.click();
    await page.getByRole('heading', { name: frames.answer }).waitFor();
    await page.getByRole('button', { name: frames.copyCode }).last().click();
    await page.getByRole('button', { name: frames.copied }).waitFor();
    const code = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(code).toContain("emitWithAck('chat:message'");
    expect(code).toContain('"shown as a frame"');

    // With the keyboard to the last one, which the list goes to.
    const list = page.getByRole('listbox');
    await list.focus();
    await page.keyboard.press('End');
    const last = list.getByRole('option', { selected: true });
    await expect.poll(() => last.isVisible()).toBe(true);
    expect(await list.getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => list.getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    // What comes meanwhile does not push away what one reads, and goes on from the newest.
    await page.getByRole('button', { name: frames.resume }).click();
    await page.getByRole('button', { name: frames.pause }).waitFor();
  });

  it('lets one be somebody else, who may be refused', async () => {
    const { first, text } = view;
    await first.root.getByRole('combobox', { name: text.user, exact: true }).selectOption('noor');
    await first.root.getByText(text.refused).waitFor();
    await first.root.getByRole('combobox', { name: text.user, exact: true }).selectOption('layla');
    await first.composer.waitFor();
  });

  it('tells the other when one is away, and shows what an administrator announces', async () => {
    const { first, second, text } = view;
    await first.root.getByRole('button', { name: text.options }).click();
    await first.root.getByRole('combobox', { name: text.ownPresence, exact: true }).selectOption('away');
    await second.root.getByRole('list', { name: text.members }).getByText(text.presence.away).waitFor();
    await first.root.getByRole('combobox', { name: text.ownPresence, exact: true }).selectOption('online');
    await second.root.getByRole('list', { name: text.members }).getByText(text.presence.online).waitFor();
    await app.get(Announcements).announce({ senderId: 'admin', message: 'maintenance at noon', level: 'warning' });
    await first.root.getByText('maintenance at noon').waitFor();
    await first.root.getByRole('button', { name: text.dismiss }).click();
    await first.root.getByText('maintenance at noon').waitFor({ state: 'detached' });
  });
});
