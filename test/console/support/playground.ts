import type { Locator, Page } from 'playwright-core';

import { framesTexts } from '../../../console/src/playground/frames/frames.texts.js';
import { type PlaygroundTexts, playgroundTexts } from '../../../console/src/playground/playground.texts.js';
import type { Texts } from '../../../console/src/i18n/texts.js';

/** One of the two people of the playground, as somebody who looks at the page finds them. */
export class PaneView {
  readonly root: Locator;

  constructor(
    page: Page,
    private readonly text: Texts<PlaygroundTexts>,
    side: 'first' | 'second',
  ) {
    this.root = page.getByRole('region', { name: text.panes[side] });
  }

  get composer(): Locator {
    return this.root.getByRole('textbox', { name: this.text.message });
  }

  /** The stored message or the waiting one with this text. */
  message(content: string): Locator {
    return this.root.getByRole('log').getByRole('article').filter({ hasText: content });
  }

  async write(content: string): Promise<void> {
    await this.composer.fill(content);
    await this.composer.press('Enter');
  }

  async online(): Promise<void> {
    await this.root.getByText(this.text.connection.online, { exact: true }).first().waitFor();
    await this.composer.waitFor();
  }

  async open(part: 'conversation' | 'project' | 'notifications'): Promise<void> {
    await this.root.getByRole('tab', { name: this.text.tabs[part] }).click();
  }

  /** The switch that cuts the connection and restores it. */
  async connection(on: boolean): Promise<void> {
    await this.root.getByRole('switch', { name: this.text.connected }).setChecked(on);
  }
}

/** The playground in one of the languages. */
export class PlaygroundView {
  readonly text: Texts<PlaygroundTexts>;
  readonly frames: Texts<(typeof framesTexts)['en']>;
  readonly first: PaneView;
  readonly second: PaneView;

  constructor(
    readonly page: Page,
    locale: 'ar' | 'en',
  ) {
    this.text = playgroundTexts[locale];
    this.frames = framesTexts[locale];
    this.first = new PaneView(page, this.text, 'first');
    this.second = new PaneView(page, this.text, 'second');
  }

  /** Resolves when both people are connected. */
  async ready(): Promise<this> {
    await this.first.online();
    await this.second.online();
    return this;
  }
}
