import { type IncomingMessage, request } from 'node:http';

import { beforeAll, describe, expect, it } from 'vitest';

import { SECRET, startApp, type TestApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';

/** The first script that the page loads. */
async function scriptOf(app: TestApp): Promise<string> {
  const html = await (await fetch(app.url)).text();
  return /src="(\/console\/[^"]+\.js)"/.exec(html)![1]!;
}

/** `fetch` decodes what it gets and adds headers of its own; this does not. */
function get(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume().on('end', () => resolve(response));
    })
      .on('error', reject)
      .end();
  });
}

// Real: the application, the built page, HTTP.
describe('The console over HTTP', () => {
  let app: TestApp;

  beforeAll(async () => {
    await ensureBuilt();
    app = await startApp();
  });

  it('is at the server’s own address, and asked for anew each time', async () => {
    const answer = await fetch(app.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect((await get(app.url, { 'If-None-Match': answer.headers.get('etag')! })).statusCode).toBe(304);
  });

  it('has its files kept for ever, since their names change with their content', async () => {
    const answer = await fetch(app.url + (await scriptOf(app)));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['identity', undefined],
  ])('is sent to who accepts "%s" as %s', async (accepted, sent) => {
    const { headers } = await get(app.url + (await scriptOf(app)), { 'Accept-Encoding': accepted });
    expect(headers['content-encoding']).toBe(sent);
    expect(headers.vary).toContain('Accept-Encoding');
  });

  it('forbids everything that it does not need', async () => {
    for (const path of ['/', await scriptOf(app)]) {
      const { headers } = await fetch(app.url + path);
      const policy = headers.get('content-security-policy')!.split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
      );
      expect(policy.join()).not.toMatch(/unsafe|https?:|\*|data:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('has no script and no style in the document itself', async () => {
    const html = await (await fetch(app.url)).text();
    expect(html).not.toMatch(/<style|<script(?![^>]*src=)|\son\w+=|\sstyle=/i);
  });

  it.each([
    '/console/missing.js',
    '/console/..%2f..%2fmain.js',
    '/console/%2e%2e/main.js',
    '/console/index.html.br',
    '/console/',
  ])('answers 404 for %s', async (path) => {
    expect((await fetch(app.url + path)).status).toBe(404);
  });

  it('tells nothing of a demo where there is none', async () => {
    const settings = (await (await fetch(`${app.url}/console/settings`)).json()) as object;
    expect(settings).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string, locale: 'ar', demo: null });
  });

  it.each([
    ['when CONSOLE=false', { CONSOLE: 'false' }, 302],
    ['in production', { NODE_ENV: 'production' }, 302],
    ['in production with CONSOLE=true', { NODE_ENV: 'production', CONSOLE: 'true' }, 200],
  ])('%s: the server’s address answers %s', async (_case, env, status) => {
    const other = await startApp({ env: { ...env, JWT_SECRET: SECRET } });
    const answer = await fetch(other.url, { redirect: 'manual' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBe(status === 302 ? '/docs' : null);
    expect((await fetch(`${other.url}/console/settings`)).status).toBe(status === 302 ? 404 : 200);
  });
});
