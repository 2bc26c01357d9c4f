import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Injectable } from '@nestjs/common';
import { load } from 'js-yaml';

import type { AsyncApiDocument } from './asyncapi-document.js';
import { renderPage } from './page/page.js';
import { SCRIPT } from './page/script.js';
import { STYLE } from './page/style.js';

/** At the same distance from the sources and from the build. */
const FILE = new URL('../../docs/asyncapi.yaml', import.meta.url);

/** The description of the protocol, as a file and as a page. Read and rendered when it is first asked for, then kept. */
@Injectable()
export class AsyncApiPage {
  private file: string | undefined;
  private page: string | undefined;

  get yaml(): string {
    return (this.file ??= readFileSync(FILE, 'utf8'));
  }

  get html(): string {
    return (this.page ??= renderPage(load(this.yaml) as AsyncApiDocument));
  }
}

/** Lets the page run and show what is in it, and nothing else from anywhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
