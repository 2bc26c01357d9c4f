import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

import { onCleanup } from '../../support/cleanup.js';
import { chromiumPath } from '../../support/services/programs.js';

/** How long a test waits for something to show, in milliseconds: a busy machine draws slowly. */
const PATIENCE_MS = 20_000;

const FLAGS = [
  // The browser of a test shows pages of this repository only, and root has no sandbox.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface VisitOptions {
  /** Default: what the server says, Arabic. */
  readonly locale?: 'ar' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** The part of the address behind the `#`. */
  readonly route?: string;
  /** Messages of the browser's console that this test brings about on purpose. */
  readonly expectedMessages?: RegExp;
  /** Done with the empty tab, before the page is asked for. */
  readonly prepare?: (page: Page) => void | Promise<void>;
}

/** A browser with a profile of its own, closed with the test or the file. */
export class TestBrowser {
  private constructor(private readonly context: BrowserContext) {}

  static async launch(): Promise<TestBrowser> {
    const profile = await mkdtemp(join(tmpdir(), 'depth-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: await chromiumPath(),
      headless: true,
      args: FLAGS,
      viewport: null,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    onCleanup(async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    return new TestBrowser(context);
  }

  /**
   * Opens the page in a tab. When the test is over the tab must have had nothing to complain of: no failed script, no
   * violation of the Content-Security-Policy, no request to anybody but the server.
   */
  async visit(url: string, options: VisitOptions = {}): Promise<Page> {
    const page = await this.context.newPage();
    const { locale, theme = 'light', width = 1280, height = 860, route = '', expectedMessages } = options;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    if (locale !== undefined) {
      await page.addInitScript(`localStorage.setItem('depth-console:locale', '${locale}')`);
    }
    const complaints = watch(page, new URL(url).origin, expectedMessages);
    onCleanup(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await options.prepare?.(page);
    await page.goto(`${url}/${route === '' ? '' : `#/${route}`}`);
    return page;
  }
}

function watch(page: Page, origin: string, expected: RegExp | undefined): string[] {
  const complaints: string[] = [];
  const note = (text: string): void => {
    if (expected?.test(text) !== true) complaints.push(text);
  };
  page.on('pageerror', (error) => note(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) note(`a request to ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) note(`a WebSocket to ${socket.url()}`);
  });
  return complaints;
}
