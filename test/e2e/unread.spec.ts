import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import type { JoinedConversation, Message, ReadReceipt } from '../../src/chat/chat.protocol.js';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { command } from '../support/client.js';

const USERS = ['layla', 'omar', 'noor'];

/** What unread messages are, said plainly. */
class Model {
  private readonly messages: { readonly id: string; readonly by: string; readonly seq: number; deleted: boolean }[] =
    [];
  private readonly marks = new Map<string, number>();

  sent(by: string, { id, seq }: Message): void {
    this.messages.push({ id, by, seq, deleted: false });
  }

  any(place: number): { readonly id: string; readonly by: string; readonly seq: number; deleted: boolean } | undefined {
    return this.messages[place % Math.max(this.messages.length, 1)];
  }

  read(user: string, seq: number): void {
    this.marks.set(user, Math.max(this.marks.get(user) ?? 0, seq));
  }

  unread(user: string): number {
    const mark = this.marks.get(user) ?? 0;
    return this.messages.filter(({ by, seq, deleted }) => by !== user && seq > mark && !deleted).length;
  }
}

const deeds = fc.array(
  fc.record({
    what: fc.constantFrom('send', 'send', 'send', 'edit', 'delete', 'read'),
    who: fc.constantFrom(...USERS),
    place: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 25 },
);

// Real: the application, both databases, sockets.
describe.each(['postgres', 'embedded'] as const)('unread messages, counted by %s', (database) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });

  it('are those of others beyond the mark that are still there, whatever happened', { timeout: 120_000 }, async () => {
    let conversations = 0;
    const sockets = new Map(
      await Promise.all(
        USERS.map(async (user) => {
          await app.users(user);
          return [user, await app.connect('/chat', user)] as const;
        }),
      ),
    );
    const by = (user: string, event: string, payload: object): Promise<unknown> =>
      command(sockets.get(user)!, event, payload);
    await fc.assert(
      fc.asyncProperty(deeds, async (story) => {
        const conversationId = `story-${(conversations += 1)}`;
        await app.conversation(conversationId, USERS);
        for (const user of USERS) await by(user, 'chat:join', { conversationId });
        const model = new Model();
        for (const { what, who, place } of story) {
          const message = model.any(place);
          if (what === 'send') {
            model.sent(who, (await by(who, 'chat:message', { conversationId, content: `${place}` })) as Message);
          } else if (message !== undefined && what === 'read') {
            model.read(who, message.seq);
            const receipt = (await by(who, 'chat:read', { conversationId, messageId: message.id })) as ReadReceipt;
            expect(receipt.unread).toBe(model.unread(who));
          } else if (message !== undefined && !message.deleted) {
            message.deleted = what === 'delete';
            const text = what === 'edit' ? { content: 'changed' } : {};
            await by(message.by, `chat:${what}`, { conversationId, messageId: message.id, ...text });
          }
        }
        for (const user of USERS) {
          const joined = (await by(user, 'chat:join', { conversationId })) as JoinedConversation;
          expect(joined.unread).toBe(model.unread(user));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are counted at once for many who never read a long conversation', { timeout: 120_000 }, async () => {
    const conversationId = 'long';
    const members = Array.from({ length: 200 }, (_, index) => `reader-${index}`);
    await app.conversation(conversationId, ['layla', ...members]);
    const layla = await app.connect('/chat', 'layla');
    await command(layla, 'chat:join', { conversationId });
    await command(layla, 'chat:message', { conversationId, content: 'the first' });
    await command(layla, 'chat:leave', { conversationId });
    await app.get(Database).execute({
      name: 'long-conversation',
      text: `
        with grown as (update streams set head = 100000 where key = 'conversation:long' returning id)
        insert into stream_events (stream_id, seq, type, actor_id, data, created_at)
        select id, seq, 'message', 'layla', '{"type":"text","content":"more","metadata":{}}', now()
        from grown, generate_series(2, 100000) as seq`,
      values: [],
    });
    const sockets = await Promise.all(members.map((member) => app.connect('/chat', member)));
    const joins = await Promise.all(
      sockets.map((socket) => command<JoinedConversation>(socket, 'chat:join', { conversationId })),
    );
    expect(new Set(joins.map(({ unread }) => unread))).toEqual(new Set([100_000]));
    expect((await command<JoinedConversation>(layla, 'chat:join', { conversationId })).unread).toBe(0);
  });
});
