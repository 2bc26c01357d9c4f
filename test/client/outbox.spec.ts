import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it, vi } from 'vitest';

import {
  asyncStorageOutbox,
  webStorageOutbox,
  type AsyncKeyValueStorage,
  type OutboxStorage,
  type RealtimeClient,
  type RealtimeError,
  type WebStorage,
} from '../../client/client.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, startPostgres } from '../support/postgres.js';
import { clientOf } from './support/clients.js';
import { RoughNetwork } from './support/rough-network.js';

/** As a browser has it. */
class MemoryWebStorage implements WebStorage {
  readonly items = new Map<string, string>();
  full = false;

  get length(): number {
    return this.items.size;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new Error('QuotaExceededError');
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** As React Native has it. */
class MemoryAsyncStorage implements AsyncKeyValueStorage {
  readonly items = new Map<string, string>();

  async getAllKeys(): Promise<readonly string[]> {
    return [...this.items.keys()];
  }

  async getItem(key: string): Promise<string | null> {
    return this.items.get(key) ?? null;
  }

  async setItem(key: string, value: string): Promise<void> {
    this.items.set(key, value);
  }

  async removeItem(key: string): Promise<void> {
    this.items.delete(key);
  }
}

describe('The outbox', () => {
  let app: TestApp;
  let id: string;

  beforeAll(async () => {
    app = await startApp();
  });

  async function conversation(...members: string[]): Promise<void> {
    id = randomUUID();
    await app.conversation(id, members);
  }

  async function stored(): Promise<string[]> {
    const { messages } = await clientOf(app, 'layla').chat.history(id);
    return messages.map(({ content }) => content);
  }

  function waiting(client: RealtimeClient): string[] {
    return client.outbox.items.get().map(({ payload, status }) => `${String(payload['content'])} ${status}`);
  }

  it('keeps the order of what was written, online or not', async () => {
    await conversation('layla');
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url });
    const handle = client.chat.open(id);
    const sent = Array.from({ length: 20 }, (_, index) => handle.send(`${index}`));
    network.cut('reset');
    const more = Array.from({ length: 20 }, (_, index) => handle.send(`${index + 20}`));
    const seqs = (await Promise.all([...sent, ...more])).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(client.outbox.items.get()).toEqual([]);
  });

  it('sends what was written before a room was joined, and by whom it was left', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla', { autoConnect: false });
    const handle = client.chat.open(id);
    const sent = handle.send('written and left');
    void handle.leave();
    client.connection.connect();
    expect(await sent).toMatchObject({ seq: 1, content: 'written and left', senderId: 'layla' });
  });

  it('stores once what was sent twice, because the answer was lost', async () => {
    await conversation('layla');
    const network = await RoughNetwork.to(app.url);
    const client = clientOf(app, 'layla', { url: network.url, replyTimeoutMs: 300 });
    const handle = await client.chat.join(id);
    // The proxy lets the message through and loses what comes back.
    const sending = handle.send('once');
    network.loseAnswers();
    expect(await sending).toMatchObject({ seq: 1 });
    expect(await stored()).toEqual(['once']);
  });

  it('rejects what the server refuses, goes on with the rest, and keeps it to be thrown away', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla');
    const handle = await client.chat.join(id);
    const refused = handle.send('no picture', { type: 'image' });
    const next = handle.send('next');
    await expect(refused).rejects.toMatchObject({
      name: 'RealtimeError',
      code: 'VALIDATION_FAILED',
      retryable: false,
      details: [{ path: 'metadata.url', message: 'is required' }],
    });
    await next;
    expect(handle.state.get().pending).toMatchObject([
      { content: 'no picture', status: 'failed', error: { code: 'VALIDATION_FAILED' } },
    ]);
    const [failed] = client.outbox.items.get();
    client.outbox.discard(failed?.id ?? '');
    expect(handle.state.get().pending).toEqual([]);
  });

  it('lets a message be taken back while it waits', async () => {
    await conversation('layla');
    const client = clientOf(app, 'layla', { autoConnect: false });
    const handle = client.chat.open(id);
    const taken = handle.send('better not');
    const kept = handle.send('better so');
    client.outbox.discard(handle.state.get().pending[0]?.clientId ?? '');
    await expect(taken).rejects.toMatchObject({ code: 'DISCARDED' });
    client.connection.connect();
    await kept;
    expect(await stored()).toEqual(['better so']);
  });

  it('gives up a message that the server cannot take, after the deadline, and sends it when told to', async () => {
    const postgres = await startPostgres();
    const own = await startApp({ env: { DATABASE_URL: await createDatabase(postgres.url) } });
    await own.conversation('away', ['layla']);
    const client = clientOf(own, 'layla', { deadlineMs: 300, replyTimeoutMs: 20_000 });
    const handle = await client.chat.join('away');
    await postgres.kill();
    await expect(handle.send('later')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(waiting(client)).toEqual(['later failed']);
    await postgres.restart();
    await vi.waitFor(
      () => {
        client.outbox.retry(client.outbox.items.get()[0]?.id ?? '');
        expect(client.outbox.items.get()).toEqual([]);
      },
      { timeout: 20_000, interval: 200 },
    );
    const { messages } = await handle.history();
    expect(messages.map(({ content }) => content)).toEqual(['later']);
  });

  const storages: [string, () => OutboxStorage][] = [
    ['localStorage', () => webStorageOutbox(new MemoryWebStorage())],
    ['AsyncStorage', () => asyncStorageOutbox(new MemoryAsyncStorage())],
  ];

  it.each(storages)('keeps what waits in %s, over a restart of the application', async (_name, make) => {
    await conversation('layla', 'omar');
    const outbox = make();
    const before = clientOf(app, 'layla', { outbox, userId: 'layla', autoConnect: false });
    const handle = before.chat.open(id);
    for (const content of ['first', 'second', 'third']) void handle.send(content);
    await vi.waitFor(async () => expect(await outbox.load('layla')).toHaveLength(3));
    before.close();
    // Nobody else sends what is not theirs.
    const other = clientOf(app, 'omar', { outbox });
    await other.chat.join(id);
    const after = clientOf(app, 'layla', { outbox });
    await vi.waitFor(async () => expect(await stored()).toEqual(['first', 'second', 'third']));
    await vi.waitFor(() => expect(after.outbox.items.get()).toEqual([]));
    expect(await outbox.load('layla')).toEqual([]);
  });

  it.each(['websocket', 'polling'] as const)(
    'rejects what is too large, and stays connected by %s',
    async (transport) => {
      await conversation('layla');
      const outbox = webStorageOutbox(new MemoryWebStorage());
      const options = { transports: [transport], outbox, userId: 'layla' };
      const client = clientOf(app, 'layla', { ...options, autoConnect: false });
      const handle = client.chat.open(id);
      // More than the server reads at all: it would end the connection of whoever sends that, as often as it is repeated.
      const sent = ['x'.repeat(1_000_000), 'ك'.repeat(300_000), 'ك'.repeat(60_000), 'fits'].map((text) =>
        handle.send(text).then(
          ({ seq }) => seq,
          (error: unknown) => (error as RealtimeError).code,
        ),
      );
      client.connection.connect();
      const large = 'PAYLOAD_TOO_LARGE';
      expect(await Promise.all(sent)).toEqual([large, large, large, 1]);
      await expect(client.general.sendPrivate('layla', 'x'.repeat(1_000_000))).rejects.toMatchObject({ code: large });
      expect(client.connection.state.get()).toEqual({ status: 'online', failures: 0 });
      // It is not tried again at the next start either.
      expect(await outbox.load('layla')).toEqual([]);
    },
  );

  it('sends nothing in the name of another user, and keeps it for who wrote it', async () => {
    await conversation('layla', 'omar');
    const outbox = webStorageOutbox(new MemoryWebStorage());
    const before = clientOf(app, 'layla', { outbox, userId: 'layla', autoConnect: false });
    void before.chat.open(id).send('hers');
    before.close();
    // The page still thinks that she is signed in; the token is his.
    const mistaken = clientOf(app, 'omar', { outbox, userId: 'layla' });
    await vi.waitFor(() => expect(waiting(mistaken)).toEqual(['hers failed']));
    await expect(mistaken.chat.open(id).send('his')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    mistaken.close();
    clientOf(app, 'layla', { outbox, userId: 'layla' });
    await vi.waitFor(async () => expect(await stored()).toEqual(['hers']));
    expect((await clientOf(app, 'omar').chat.history(id)).messages.map(({ senderId }) => senderId)).toEqual(['layla']);
  });

  it('stores once what two pages with the same storage send', async () => {
    await conversation('layla');
    const outbox = webStorageOutbox(new MemoryWebStorage());
    const before = clientOf(app, 'layla', { outbox, userId: 'layla', autoConnect: false });
    const handle = before.chat.open(id);
    const sent = handle.send('once');
    const page = clientOf(app, 'layla', { outbox, userId: 'layla' });
    before.connection.connect();
    await sent;
    await vi.waitFor(() => expect(page.outbox.items.get()).toEqual([]));
    expect(await stored()).toEqual(['once']);
  });

  it('sends from memory what a full storage refuses, and says so', async () => {
    await conversation('layla');
    const storage = new MemoryWebStorage();
    storage.full = true;
    const client = clientOf(app, 'layla', { outbox: webStorageOutbox(storage), userId: 'layla' });
    const handle = client.chat.open(id);
    expect(await handle.send('all the same')).toMatchObject({ seq: 1 });
    expect(client.outbox.storageError.get()).toMatchObject({ message: 'QuotaExceededError' });
  });

  it('reads past half an entry of a program that was killed while it wrote', async () => {
    await conversation('layla');
    const storage = new MemoryWebStorage();
    const client = clientOf(app, 'layla', { outbox: webStorageOutbox(storage), userId: 'layla', autoConnect: false });
    void client.chat.open(id).send('whole');
    client.close();
    for (const [index, text] of ['{"id":"bro', 'null', '5', '{}', ''].entries()) {
      storage.items.set(`depth-realtime.outbox.layla:${index}`, text);
    }
    const after = clientOf(app, 'layla', { outbox: webStorageOutbox(storage) });
    await vi.waitFor(async () => expect(await stored()).toEqual(['whole']));
    expect(after.outbox.storageError.get()).toBeUndefined();
  });

  it('sends although its storage never answers, and says so', async () => {
    await conversation('layla');
    const outbox: OutboxStorage = {
      load: () => new Promise(() => undefined),
      put: () => new Promise(() => undefined),
      remove: () => new Promise(() => undefined),
    };
    const client = clientOf(app, 'layla', { outbox, userId: 'layla', deadlineMs: 300 });
    expect(await client.chat.open(id).send('all the same')).toMatchObject({ seq: 1 });
    expect(client.outbox.storageError.get()).toMatchObject({ message: 'the storage took too long' });
  });
});
