import { describe, expect, it } from 'vitest';

import { CodedError } from '../../src/errors/coded-error.js';
import type { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import type { TestApp } from '../support/app.js';
import { CONTENT, openInbox, stored, type Inbox } from './support/inbox.js';

/** What every {@link NotificationEmitter} promises. `open` gives the server and the emitter, the same ones each time. */
export function itIsAnEmitter(open: () => { readonly app: TestApp; readonly emitter: NotificationEmitter }): void {
  let people = 0;
  const somebody = (): Promise<Inbox> => {
    people += 1;
    return openInbox(open().app, `somebody-${people}`);
  };
  const failure = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('emit', () => {
    it('reaches every user, in the order of the calls, with the unread counted', async () => {
      const [first, second] = [await somebody(), await somebody()];
      const ids = [first.userId, second.userId, first.userId];
      const titles = Array.from({ length: 30 }, (_, index) => `number ${index + 1}`);
      const sent = await Promise.all(titles.map((title) => open().emitter.emit(ids, { ...CONTENT, title })));
      for (const { userId, heard, subscribed } of [first, second]) {
        const items = await heard.until(30);
        expect(items.map(({ title }) => title)).toEqual(titles);
        expect(items.map(({ seq }) => seq)).toEqual(titles.map((_, index) => index + 1));
        expect(items.at(-1)).toMatchObject({ userId, unread: 30, readAt: null, data: {} });
        expect(items[0]?.id).toBe(`${subscribed.epoch}.1`);
      }
      expect(sent[4]).toEqual([
        { userId: first.userId, notificationId: `${first.subscribed.epoch}.5`, seq: 5 },
        { userId: second.userId, notificationId: `${second.subscribed.epoch}.5`, seq: 5 },
      ]);
    });

    it('returns the first result for a used clientId, one after the other and at once', async () => {
      const { userId, heard } = await somebody();
      const first = await open().emitter.emit([userId], CONTENT, { clientId: 'once' });
      const again = await open().emitter.emit([userId], { ...CONTENT, title: 'other' }, { clientId: 'once' });
      const twins = await Promise.all(
        [1, 2, 3].map(() => open().emitter.emit([userId], CONTENT, { clientId: 'at-once' })),
      );
      const other = await open().emitter.emit([userId], CONTENT, { clientId: 'once', actorId: 'another' });
      expect(again).toEqual(first);
      expect(twins.map(([one]) => one?.seq)).toEqual([2, 2, 2]);
      expect(other[0]?.seq).toBe(3);
      expect((await heard.until(3)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('reaches nobody when somebody does not exist', async () => {
      const { userId } = await somebody();
      expect(await failure(open().emitter.emit([userId, 'nobody'], CONTENT))).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ path: 'userIds.1', rule: 'isKnownUser' }],
      });
      expect(await stored(open().app, userId)).toEqual([]);
    });

    it.each([
      ['no users', [], CONTENT, {}, { path: 'userIds', rule: 'arrayNotEmpty' }],
      ['an id that is none', ['a b'], CONTENT, {}, { path: 'userIds', rule: 'isId' }],
      [
        'a title that is too long',
        ['a'],
        { ...CONTENT, title: 'x'.repeat(201) },
        {},
        { path: 'title', rule: 'isText' },
      ],
      [
        'data that is no JSON',
        ['a'],
        { ...CONTENT, data: { at: new Date() } },
        {},
        { path: 'data', rule: 'isJsonObject' },
      ],
      ['a clientId that is none', ['a'], CONTENT, { clientId: '' }, { path: 'clientId', rule: 'isId' }],
    ])('refuses %s', async (_, userIds, content, options, detail) => {
      const error = await failure(open().emitter.emit(userIds, content, options));
      expect(error).toBeInstanceOf(CodedError);
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [detail] });
    });
  });

  describe('emitMany', () => {
    it('reaches those who exist, and tells of the others', async () => {
      const { userId, heard } = await somebody();
      const { clientId, emitted, failed } = await open().emitter.emitMany([userId, 'nobody', 'a b', userId], CONTENT);
      expect(emitted).toMatchObject([{ userId, seq: 1 }]);
      expect(failed).toEqual([
        { userId: 'nobody', code: 'VALIDATION_FAILED' },
        { userId: 'a b', code: 'VALIDATION_FAILED' },
      ]);
      const repeated = await open().emitter.emitMany([userId], CONTENT, { clientId });
      expect(repeated).toEqual({ clientId, emitted, failed: [] });
      await open().emitter.emit([userId], CONTENT);
      expect((await heard.until(2)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    it('takes users as they come', async () => {
      const { userId, heard } = await somebody();
      async function* users(): AsyncGenerator<string> {
        yield* await Promise.resolve([userId]);
      }
      expect((await open().emitter.emitMany(users(), CONTENT)).emitted).toHaveLength(1);
      await heard.until(1);
    });

    it('refuses content beyond the limits', async () => {
      expect(await failure(open().emitter.emitMany(['a'], { ...CONTENT, body: '' }))).toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    });
  });
}
