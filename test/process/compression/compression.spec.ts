import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';

import { inflatesSharedFrames, tcpSocketOf } from '../../../src/realtime/sockets/engine-internals.js';
import { SocketServer } from '../../../src/realtime/sockets/socket-server.js';
import { TestBrowser } from '../../console/support/browser.js';
import { startApp, type TestApp } from '../../support/app.js';
import { onCleanup, tracked } from '../../support/cleanup.js';
import { command } from '../../support/client.js';
import { Child } from '../../support/services/child.js';
import { pythonPath } from '../../support/services/python.js';
import { follow, type Follower } from './follower.js';

const conversationId = 'general';
/** Below the threshold and above, and longer than what is compressed at once. Prose, and what cannot be compressed. */
const CONTENTS = [
  'مرحبا',
  'مشهد '.repeat(20),
  'a scene in the evening, '.repeat(60),
  'الضوء في المساء، '.repeat(400),
  randomBytes(5800).toString('base64'),
  'the end',
];
const LENGTH = CONTENTS.reduce((sum, content) => sum + Buffer.byteLength(content), 0);
const ANSWERED = 'جواب '.repeat(700);
const LIMIT_MS = 20_000;

/** What clients of ws offer, and whether they can take the frame that all share. */
const OFFERS: Readonly<Record<string, readonly [ClientOptions['perMessageDeflate'], shares: boolean]>> = {
  nothing: [false, false],
  default: [true, true],
  'without-context': [{ serverNoContextTakeover: true, clientNoContextTakeover: true }, true],
  'small-window': [{ serverMaxWindowBits: 10 }, false],
};

// Real: the application, PostgreSQL, ws, Chromium and python-socketio, each inflating what it negotiated.
describe('compression', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.conversation(conversationId, ['writer', 'browser', 'python', ...Object.keys(OFFERS)]);
  });

  /** What the server has written to the user's connection. */
  function connectionOf(userId: string) {
    const socket = [...app.get(SocketServer).of('/chat').sockets.values()].find(
      ({ data }) => data.session.userId === userId,
    );
    return socket!.conn;
  }

  async function write(): Promise<Socket> {
    const writer = await app.connect('/chat', 'writer');
    await command(writer, 'chat:join', { conversationId });
    for (const content of CONTENTS) await command(writer, 'chat:message', { conversationId, content });
    return writer;
  }

  it.each(Object.entries(OFFERS))(
    'is right for a client that offers %s',
    async (userId, [perMessageDeflate, shares]) => {
      const socket = new WebSocket(`${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
        perMessageDeflate: perMessageDeflate ?? false,
      });
      onCleanup(() => socket.terminate());
      const follower: Follower = follow(socket, app.token(userId), conversationId);
      await follower.joined;
      const connection = connectionOf(userId);
      expect(inflatesSharedFrames(connection)).toBe(shares);
      const before = tcpSocketOf(connection)!.bytesWritten;
      await write();
      await expect.poll(() => follower.contents, { timeout: LIMIT_MS }).toEqual(CONTENTS);
      const wrote = tcpSocketOf(connection)!.bytesWritten - before;
      // A small window finds as much in repeated prose as a large one.
      if (perMessageDeflate === false) expect(wrote).toBeGreaterThan(LENGTH);
      else expect(wrote).toBeLessThan(LENGTH * 0.75);
      // The answer to its own, and again what comes after it.
      for (const content of [ANSWERED, ...CONTENTS]) expect(await follower.say(content)).toBe(content);
      await expect.poll(() => follower.contents, { timeout: LIMIT_MS }).toEqual([...CONTENTS, ANSWERED, ...CONTENTS]);
    },
  );

  it('is right for Chromium', async () => {
    const browser = await TestBrowser.launch();
    const page = await browser.visit(app.url, { route: 'nothing', expectedMessages: /./ });
    const address = `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    await page.evaluate(`
      const socket = new WebSocket(${JSON.stringify(address)});
      window.socket = socket;
      window.follower = (${follow.toString()})(socket, ${JSON.stringify(app.token('browser'))}, 'general');
      window.follower.joined.then(() => undefined);
    `);
    expect(await page.evaluate('window.socket.extensions')).toContain('permessage-deflate');
    expect(inflatesSharedFrames(connectionOf('browser'))).toBe(true);
    await write();
    const heard = () => page.evaluate('window.follower.contents');
    await expect.poll(heard, { timeout: LIMIT_MS }).toEqual(CONTENTS);
    expect(await page.evaluate(`window.follower.say(${JSON.stringify(ANSWERED)})`)).toBe(ANSWERED);
    await expect.poll(heard, { timeout: LIMIT_MS }).toEqual([...CONTENTS, ANSWERED]);
  });

  it('is right for python-socketio', { timeout: 300_000 }, async () => {
    const script = join(import.meta.dirname, 'client.py');
    const { PATH } = process.env;
    const env = { PATH, SERVER: app.url, TOKEN: app.token('python'), ROOM: conversationId };
    const python = tracked(new Child(await pythonPath(), [script], { env }));
    await python.waitForOutput(/joined/, LIMIT_MS);
    expect(inflatesSharedFrames(connectionOf('python'))).toBe(true);
    const writer = await write();
    await command(writer, 'chat:message', { conversationId, content: 'say it back' });
    await python.waitForOutput(/"answered"/, LIMIT_MS);
    const lines = python
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { heard?: string; answered?: string });
    const said = 'من بايثون '.repeat(400);
    expect(lines.flatMap(({ heard }) => heard ?? []).filter((heard) => heard !== said)).toEqual([
      ...CONTENTS,
      'say it back',
    ]);
    expect(lines.find(({ answered }) => answered !== undefined)?.answered).toBe(said);
  });
});
