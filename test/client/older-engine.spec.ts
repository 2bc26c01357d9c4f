import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { startApp } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';

const CLIENT = pathToFileURL(join(import.meta.dirname, '../../dist/sdk/client/client.js')).href;

/** What Hermes, the engine of React Native, does not have, or not on every phone. */
const HERMES = `
  for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex']) {
    delete Array.prototype[name];
  }
  for (const name of ['crypto', 'structuredClone', 'WeakRef', 'FinalizationRegistry']) delete globalThis[name];
  delete Object.groupBy;
  delete Promise.withResolvers;
`;

const PROGRAM = `
  const { asyncStorageOutbox, createRealtimeClient } = await import('${CLIENT}');
  // Node.js loads it when it is first looked at, and needs more than Hermes has.
  void globalThis.WebSocket;
  ${HERMES}
  const items = new Map();
  const storage = {
    getAllKeys: async () => [...items.keys()],
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => void items.set(key, value),
    removeItem: async (key) => void items.delete(key),
  };
  const { URL, TOKEN } = process.env;
  const outbox = asyncStorageOutbox(storage);
  const client = createRealtimeClient({ url: URL, token: () => TOKEN, userId: 'layla', outbox });
  const conversation = client.chat.open('phone');
  const sent = await Promise.all(['one', 'two'].map((text) => conversation.send(text)));
  console.log(sent.map(({ seq, content }) => seq + content).join(), items.size);
  client.close();
`;

// Real: the built client in a process of its own, without what is newer than React Native.
it('The client needs nothing that React Native does not have', async () => {
  await ensureBuilt();
  const app = await startApp();
  await app.conversation('phone', ['layla']);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env: { PATH: process.env['PATH'], URL: app.url, TOKEN: app.token('layla') },
    timeout: 30_000,
  });
  expect(stdout).toBe('1one,2two 0\n');
});
