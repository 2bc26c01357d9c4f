import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { Database } from '../../src/database/database.js';
import { EmbeddedDatabase } from '../../src/database/embedded-database.js';
import { startApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { command } from '../support/client.js';

/** Real: the application, the thread of its database, and the files. */
describe('a node whose database thread has crashed', () => {
  it('is not ready and answers UNAVAILABLE until the database can be opened again, and has kept everything', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'embedded-app-'));
    onCleanup(() => rm(dataDir, { recursive: true, force: true }));
    const app = await startApp({ database: 'embedded', dataDir });
    await app.conversation('crash', ['layla']);
    const socket = await app.connect('/chat', 'layla');
    await command(socket, 'chat:join', { conversationId: 'crash' });
    const send = (content: string): Promise<unknown> =>
      command(socket, 'chat:message', { conversationId: 'crash', content });
    await send('before');

    await rename(join(dataDir, 'pg'), join(dataDir, 'elsewhere'));
    const database = app.get(Database);
    if (!(database instanceof EmbeddedDatabase)) throw new Error('this is about the embedded database');
    await database.engine.worker?.terminate();
    const ready = async (): Promise<number> => (await fetch(`${app.url}/health/ready`)).status;
    await vi.waitFor(async () => expect(await ready()).toBe(503), { timeout: 20_000 });
    await expect(send('meanwhile')).rejects.toThrow('UNAVAILABLE');

    await rename(join(dataDir, 'elsewhere'), join(dataDir, 'pg'));
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 20_000 });
    await send('after');
    const { messages } = await command<{ messages: { content: string }[] }>(socket, 'chat:history', {
      conversationId: 'crash',
    });
    expect(messages.map(({ content }) => content).sort()).toEqual(['after', 'before']);
  });
});
