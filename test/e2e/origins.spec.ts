import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

import { beforeAll, describe, expect, it } from 'vitest';

import { startApp, type TestApp } from '../support/app.js';

const ALLOWED = ['https://app.depth.so', 'http://localhost:5173'];
const HANDSHAKE = '/socket.io/?EIO=4&transport=';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

// Real: the application, HTTP and the WebSocket handshake.
describe('the origin of a page', () => {
  let app: TestApp;
  let closed: TestApp;
  beforeAll(async () => {
    app = await startApp({ env: { CLIENT_URL: ALLOWED.join(',') } });
    closed = await startApp();
  });

  it.each(ALLOWED)('%s is allowed on both transports, with credentials', async (origin) => {
    const polling = await poll(app.url, origin);
    expect(polling.status).toBe(200);
    expect(polling.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    });
    expect((await upgrade(app.url, origin)).status).toBe(101);
    const preflight = await poll(app.url, origin, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    });
  });

  it('is allowed when it is our own, or when there is none', async () => {
    for (const { url } of [app, closed]) {
      for (const origin of [url, undefined]) {
        expect((await poll(url, origin)).status).toBe(200);
        expect((await upgrade(url, origin)).status).toBe(101);
      }
    }
  });

  it.each([
    'https://evil.example',
    'http://app.depth.so',
    'https://app.depth.so.evil.example',
    'https://app.depth.so:8443',
    'https://sub.app.depth.so',
    'null',
    '*',
    'not an origin',
  ])('%s is refused on both transports', async (origin) => {
    for (const { url } of [app, closed]) {
      const polling = await poll(url, origin);
      expect(polling.status).toBe(403);
      expect(polling.headers['access-control-allow-origin']).toBeUndefined();
      expect((await upgrade(url, origin)).status).toBe(400);
      const preflight = await poll(url, origin, 'OPTIONS');
      expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('is refused to those that CLIENT_URL does not name when it is not set', async () => {
    for (const origin of ALLOWED) {
      expect((await poll(closed.url, origin)).status).toBe(403);
      expect((await upgrade(closed.url, origin)).status).toBe(400);
    }
  });
});

async function poll(url: string, origin: string | undefined, method = 'GET'): Promise<Answer> {
  return ask(`${url}${HANDSHAKE}polling`, method, headersOf(origin));
}

async function upgrade(url: string, origin: string | undefined): Promise<Answer> {
  return ask(`${url}${HANDSHAKE}websocket`, 'GET', {
    ...headersOf(origin),
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  });
}

function headersOf(origin: string | undefined): Record<string, string> {
  return origin === undefined ? {} : { Origin: origin };
}

/** By hand, since fetch has its own ideas of the header Origin. */
async function ask(url: string, method: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false });
    sent.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.on('error', reject);
    sent.end();
  });
}
