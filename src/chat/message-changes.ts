import { Injectable } from '@nestjs/common';

import type { Orm } from '../database/database.js';
import { CodedError } from '../errors/coded-error.js';
import type { Caller } from '../realtime/commands/caller.js';
import { seqOfEventId, streamKey, type Decision } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import type { ChangedMessage, DeleteMessage, EditMessage } from './chat.protocol.js';
import { ChatStore, type StoredMessage } from './chat.store.js';
import { messageOf, type ChangeData, type MessageData } from './message.js';

type At = { readonly streamId: number; readonly epoch: string };

/** Edits and deletions: each is judged and written under the lock of its conversation's stream. */
@Injectable()
export class MessageChanges {
  constructor(
    private readonly store: ChatStore,
    private readonly log: StreamLog,
  ) {}

  /** Only the sender may, and not after a deletion. */
  edit(caller: Caller, { conversationId, messageId, content, clientId }: EditMessage): Promise<ChangedMessage> {
    return this.append(caller, conversationId, 'edit', clientId, async (tx, at) => {
      const message = await this.find(tx, at, messageId);
      if (message.actorId !== caller.userId) throw new CodedError('FORBIDDEN');
      if (message.deleted) throw new CodedError('CONFLICT');
      return { data: { ...changeOf(message), content }, refSeq: message.seq };
    });
  }

  /** The sender may, and an administrator who is a member. What was written is gone from the log as well. */
  delete(caller: Caller, { conversationId, messageId, clientId }: DeleteMessage): Promise<ChangedMessage> {
    return this.append(caller, conversationId, 'delete', clientId, async (tx, at) => {
      const message = await this.find(tx, at, messageId);
      if (message.actorId !== caller.userId && !caller.isAdmin) throw new CodedError('FORBIDDEN');
      if (message.deleted) throw new CodedError('CONFLICT');
      await this.store.redact(tx, at.streamId, message.seq);
      return { data: { ...changeOf(message), content: '', metadata: {} }, refSeq: message.seq };
    });
  }

  private async append(
    caller: Caller,
    conversationId: string,
    type: 'edit' | 'delete',
    clientId: string | undefined,
    decide: (tx: Orm, at: At) => Promise<Decision>,
  ): Promise<ChangedMessage> {
    const stream = streamKey('conversation', conversationId);
    const appending = this.log.append({ stream, type, actorId: caller.userId, clientId, decide });
    caller.placed();
    const message = messageOf((await appending).event);
    // A client id that was used to send a message brings that one back, unchanged.
    return { messageSeq: message.seq, ...message };
  }

  private async find(tx: Orm, at: At, messageId: string): Promise<StoredMessage> {
    const seq = seqOfEventId(messageId, at.epoch);
    const message = seq === undefined ? undefined : await this.store.messageForChange(tx, at.streamId, seq);
    if (message === undefined) throw new CodedError('FORBIDDEN');
    return message;
  }
}

function changeOf({ actorId, clientId, createdAt, data }: StoredMessage): ChangeData {
  return {
    ...(data as MessageData),
    senderId: actorId,
    sentAt: createdAt.toISOString(),
    ...(clientId === null ? {} : { clientMessageId: clientId }),
  };
}
