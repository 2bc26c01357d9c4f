import { eventId, type StreamEvent } from '../streams/stream.js';
import type { MessageRow } from './chat-statements.js';
import type { ChangedMessage, DeletedMessage, Message, MessageMetadata, MessageType } from './chat.protocol.js';

/** What the log keeps of a message. */
export interface MessageData extends Record<string, unknown> {
  readonly type: MessageType;
  readonly content: string;
  readonly metadata: MessageMetadata;
}

/** What the log keeps of an edit or a deletion: enough to show the message without looking it up. */
export interface ChangeData extends MessageData {
  readonly senderId: string;
  readonly sentAt: string;
  readonly clientMessageId?: string;
}

/** The message that an event of the log shows: as sent, as edited, or as deleted. */
export function messageOf(event: StreamEvent): Message | ChangedMessage {
  return event.refSeq === null ? sentMessage(event) : changedMessage(event, event.refSeq);
}

/** What everyone is told of a deletion. */
export function deletionOf(event: StreamEvent, messageSeq: number): DeletedMessage {
  return {
    conversationId: conversationOf(event),
    messageId: eventId({ epoch: event.epoch, seq: messageSeq }),
    seq: event.seq,
    messageSeq,
  };
}

/** The message in a row of the history, with its latest change. */
export function messageOfRow(conversationId: string, row: MessageRow): Message {
  const { type, content, metadata } = row.data as MessageData;
  const changedAt = row.change_at === null ? undefined : new Date(row.change_at).toISOString();
  const edited = row.change_type === 'edit' ? (row.change_data as ChangeData | null) : null;
  return {
    id: eventId(row),
    conversationId,
    seq: row.seq,
    senderId: row.actor_id,
    type,
    content: edited?.content ?? content,
    metadata,
    ...(row.client_id === null ? {} : { clientMessageId: row.client_id }),
    createdAt: new Date(row.at).toISOString(),
    ...(row.change_type === 'edit' && changedAt !== undefined ? { editedAt: changedAt } : {}),
    ...(row.change_type === 'delete' && changedAt !== undefined ? { deletedAt: changedAt } : {}),
  };
}

function sentMessage(event: StreamEvent): Message {
  const { type, content, metadata } = event.data as MessageData;
  return {
    id: eventId(event),
    conversationId: conversationOf(event),
    seq: event.seq,
    senderId: event.actorId,
    type,
    content,
    metadata,
    ...(event.clientId === null ? {} : { clientMessageId: event.clientId }),
    createdAt: event.createdAt,
  };
}

function changedMessage(event: StreamEvent, messageSeq: number): ChangedMessage {
  const { type, content, metadata, senderId, sentAt, clientMessageId } = event.data as ChangeData;
  return {
    id: eventId({ epoch: event.epoch, seq: messageSeq }),
    conversationId: conversationOf(event),
    seq: event.seq,
    messageSeq,
    senderId,
    type,
    content,
    metadata,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    createdAt: sentAt,
    ...(event.type === 'delete' ? { deletedAt: event.createdAt } : { editedAt: event.createdAt }),
  };
}

function conversationOf(event: StreamEvent): string {
  return event.stream.slice('conversation:'.length);
}
