import type { RecoveredEvent, Since } from '../realtime/realtime.protocol.js';

export type { Since };

export const MESSAGE_TYPES = ['text', 'image', 'file'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What a message may say of the file that it shows. `url` is required for images and files. */
export interface MessageMetadata {
  readonly url?: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: number;
  readonly mimeType?: string;
}

/** A message as everyone sees it. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: MessageType;
  /** Empty once the message was deleted. */
  readonly content: string;
  readonly metadata: MessageMetadata;
  readonly clientMessageId?: string;
  readonly createdAt: string;
  readonly editedAt?: string;
  readonly deletedAt?: string;
}

/** A message after an edit: `seq` is the edit's own place in the stream, `messageSeq` that of the message. */
export interface ChangedMessage extends Message {
  readonly messageSeq: number;
}

export interface JoinConversation {
  readonly conversationId: string;
  readonly since?: Since;
  /** The last n messages, at most 100. */
  readonly history?: number;
}

export interface LeaveConversation {
  readonly conversationId: string;
}

export interface SendMessage {
  readonly conversationId: string;
  readonly content: string;
  readonly type?: MessageType;
  readonly metadata?: MessageMetadata;
  /** A repeat with the same id returns the first message and sends nothing. */
  readonly clientMessageId?: string;
  /** The same as `clientMessageId`. */
  readonly clientId?: string;
}

export interface EditMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly content: string;
  readonly clientId?: string;
}

export interface DeleteMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId?: string;
}

export interface SetTyping {
  readonly conversationId: string;
  readonly isTyping: boolean;
}

export interface ReadMessage {
  readonly conversationId: string;
  readonly messageId: string;
}

export interface ListMessages {
  readonly conversationId: string;
  /** Only messages before this seq. */
  readonly before?: number;
  /** 1 to 100; 50 when absent. */
  readonly limit?: number;
}

/** One member, and up to where they have read. */
export interface MemberMark {
  readonly userId: string;
  readonly lastReadSeq: number;
}

export interface JoinedConversation {
  readonly conversationId: string;
  readonly epoch: string;
  readonly seq: number;
  readonly recovered: boolean;
  readonly events: readonly RecoveredEvent[];
  readonly messages: readonly Message[];
  readonly members: readonly MemberMark[];
  readonly unread: number;
}

export interface ReadReceipt {
  readonly conversationId: string;
  readonly lastReadSeq: number;
  readonly unread: number;
}

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
}

export interface DeletedMessage {
  readonly conversationId: string;
  readonly messageId: string;
  /** The deletion's own place in the stream. */
  readonly seq: number;
  readonly messageSeq: number;
}

export interface ReadBySomeone {
  readonly conversationId: string;
  readonly userId: string;
  readonly messageId: string;
  readonly lastReadSeq: number;
}

export interface Typing {
  readonly userId: string;
  readonly conversationId: string;
  readonly isTyping: boolean;
}

/** What the server sends on `/chat`: each thing in the words with which the socket joined. */
export interface ChatEvents {
  'chat:message': Message;
  'message:new': Message;
  'chat:updated': ChangedMessage;
  'message:updated': ChangedMessage;
  'chat:deleted': DeletedMessage;
  'message:deleted': DeletedMessage;
  'chat:read': ReadBySomeone;
  'message:read': ReadBySomeone;
  'user:typing': Typing;
}
