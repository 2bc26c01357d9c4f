import { request } from 'node:http';

import { beforeAll, describe, expect, it } from 'vitest';

import type { ConsoleSettings } from '../../src/console/console.protocol.js';
import { startApp, type TestApp } from '../support/app.js';
import { command, connect } from '../support/client.js';

const TOKEN = { userId: 'layla' };

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `fetch` does not let its caller choose every header; this does. */
function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode!, body: JSON.parse(text) }));
      },
    );
    outgoing.on('error', reject).end(JSON.stringify(body));
  });
}

// Real: the application with its demo, HTTP, sockets.
describe('The demo’s routes', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ env: { JWT_SECRET: '' } });
  });

  it('give a token of a demo user to who sits at this machine', async () => {
    const { status, body } = await post(`${app.url}/demo/tokens`, TOKEN, { Origin: app.url });
    expect(status).toBe(200);
    const { token } = (body as { data: { token: string } }).data;
    const chat = await connect(app.url, '/chat', { token });
    expect(await command(chat, 'chat:join', { conversationId: 'general' })).toMatchObject({
      conversationId: 'general',
    });
  });

  it('send a notification to a demo user', async () => {
    const { body } = await post(`${app.url}/demo/tokens`, { userId: 'noor' });
    const { token } = (body as { data: { token: string } }).data;
    const inbox = await connect(app.url, '/notifications', { token });
    await command(inbox, 'notifications:subscribe', { userId: 'noor' });
    const arrived = new Promise((resolve) => inbox.once('notification:new', resolve));
    const notification = { userId: 'noor', title: 'A title', body: 'And a body' };
    expect((await post(`${app.url}/demo/notifications`, notification)).status).toBe(200);
    expect(await arrived).toMatchObject({ title: 'A title', body: 'And a body', type: 'playground' });
  });

  it.each([
    ['a page of another site', { Origin: 'https://evil.example' }],
    ['a page of another port', { Origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { Origin: 'null' }],
    ['another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a site whose name was pointed at this machine', { Host: 'evil.example' }],
    ['somebody behind a proxy', { 'X-Forwarded-For': '203.0.113.7' }],
    ['somebody behind a proxy that says so otherwise', { Forwarded: 'for=203.0.113.7' }],
  ])('refuse %s', async (_who, headers) => {
    for (const [path, body] of [
      ['tokens', TOKEN],
      ['notifications', { userId: 'layla', title: 'a', body: 'b' }],
    ] as const) {
      const answer = await post(`${app.url}/demo/${path}`, body, headers);
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    }
  });

  it('say so in the settings: a browser elsewhere is told to bring a token', async () => {
    const settings = async (headers: Record<string, string>): Promise<ConsoleSettings> =>
      (await (await fetch(`${app.url}/console/settings`, { headers })).json()) as ConsoleSettings;
    expect((await settings({})).demo).toMatchObject({
      local: true,
      conversationId: 'general',
      projectId: 'launch-film',
    });
    expect((await settings({ 'X-Forwarded-For': '203.0.113.7' })).demo).toMatchObject({ local: false });
  });

  it('know nobody but the demo’s users', async () => {
    await app.users('sami');
    expect(await post(`${app.url}/demo/tokens`, { userId: 'sami' })).toMatchObject({ status: 403 });
  });

  it('refuse what they do not understand, in the language of who asks', async () => {
    const answer = await post(`${app.url}/demo/tokens`, { userId: 'no such id' }, { 'Accept-Language': 'en' });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_FAILED', details: [{ path: 'userId' }] } },
    });
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }],
    ['once there is a key for tokens', {}],
  ])('do not exist %s', async (_case, env) => {
    const other = await startApp({ env });
    for (const path of ['tokens', 'notifications']) {
      expect((await post(`${other.url}/demo/${path}`, TOKEN)).status).toBe(404);
    }
  });
});
