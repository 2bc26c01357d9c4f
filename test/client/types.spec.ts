import { describe, expectTypeOf, it } from 'vitest';

import {
  createRealtimeClient,
  type ChangedMessage,
  type ConnectionState,
  type Conversation,
  type ConversationState,
  type Frame,
  type Message,
  type OutboxItem,
  type Project,
  type ProjectRoomState,
  type Readable,
  type RealtimeClient,
  type RealtimeClientOptions,
  type RealtimeError,
  type StatusRecord,
} from '../../client/client.js';
import type { UseConversation, UseProject } from '../../client/react/react.js';
import type { ErrorCode } from '../../src/errors/catalogue.js';

describe('The types of the client', () => {
  it('ask for a URL and a token, and for nothing else', () => {
    expectTypeOf<{ url: string; token: () => string }>().toExtend<RealtimeClientOptions>();
    expectTypeOf<{ url: string; token: () => Promise<string> }>().toExtend<RealtimeClientOptions>();
    expectTypeOf<{ url: string }>().not.toExtend<RealtimeClientOptions>();
    expectTypeOf(createRealtimeClient).returns.toEqualTypeOf<RealtimeClient>();
  });

  it('know what each event carries', () => {
    expectTypeOf<Parameters<Conversation['on']>[0]>().toEqualTypeOf<
      'message' | 'updated' | 'deleted' | 'read' | 'typing' | 'reload' | 'status'
    >();
    expectTypeOf((conversation: Conversation) =>
      conversation.on('updated', (message) => expectTypeOf(message).toEqualTypeOf<ChangedMessage>()),
    ).returns.toEqualTypeOf<() => void>();
    expectTypeOf((project: Project) =>
      project.on('status', (record) => expectTypeOf(record).toEqualTypeOf<StatusRecord>()),
    ).returns.toEqualTypeOf<() => void>();
    // @ts-expect-error: there is no such event
    expectTypeOf((conversation: Conversation) => conversation.on('messages', () => undefined)).toBeFunction();
  });

  it('know what each command takes and gives', () => {
    expectTypeOf<Conversation['send']>().returns.resolves.toEqualTypeOf<Message>();
    expectTypeOf<Conversation['state']>().toEqualTypeOf<Readable<ConversationState>>();
    expectTypeOf<Project['setStatus']>()
      .parameter(0)
      .toEqualTypeOf<'draft' | 'planned' | 'in_progress' | 'review' | 'on_hold' | 'completed' | 'cancelled'>();
    // @ts-expect-error: a sticker is no type of message
    expectTypeOf((conversation: Conversation) => conversation.send('x', { type: 'sticker' })).toBeFunction();
  });

  it('tell errors apart by code', () => {
    expectTypeOf<ErrorCode>().toExtend<RealtimeError['code']>();
    expectTypeOf<'DEADLINE' | 'CLOSED' | 'DISCARDED'>().toExtend<RealtimeError['code']>();
    expectTypeOf<'NO_SUCH_CODE'>().not.toExtend<RealtimeError['code']>();
  });

  it('are the same in the hooks', () => {
    expectTypeOf<UseConversation>().toExtend<ConversationState>();
    expectTypeOf<UseProject>().toExtend<ProjectRoomState>();
    expectTypeOf<RealtimeClient['connection']['state']>().toEqualTypeOf<Readable<ConnectionState>>();
    expectTypeOf<RealtimeClient['outbox']['items']>().toEqualTypeOf<Readable<readonly OutboxItem[]>>();
    expectTypeOf<Parameters<RealtimeClient['onFrame']>[0]>().parameter(0).toEqualTypeOf<Frame>();
  });
});
