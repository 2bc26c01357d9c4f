import type { Announcement } from '../general/general.protocol.js';
import type {
  Count,
  Id,
  JoinedRoom,
  BatchEvents,
  CommonEvents,
  RoomEvents,
  Seq,
  Since,
  Timestamp,
  Watermark,
} from '../realtime/realtime.protocol.js';

export type { Since };

export const MESSAGE_TYPES = ['text', 'image', 'file'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What a message may say of the file that it shows. `url` is required for images and files. */
export interface MessageMetadata {
  readonly url?: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: Count;
  readonly mimeType?: string;
}

/** A message as everyone sees it. */
export interface Message {
  readonly id: Id;
  readonly conversationId: Id;
  readonly seq: Seq;
  readonly senderId: Id;
  readonly type: MessageType;
  /** Empty once the message was deleted. */
  readonly content: string;
  readonly metadata: MessageMetadata;
  readonly clientMessageId?: Id;
  readonly createdAt: Timestamp;
  readonly editedAt?: Timestamp;
  readonly deletedAt?: Timestamp;
}

/** A message after an edit or a deletion: `seq` is the change's own place in the stream, `messageSeq` that of the message. */
export interface ChangedMessage extends Message {
  readonly messageSeq: Seq;
}

export interface JoinConversation {
  readonly conversationId: Id;
  readonly since?: Since;
  /** The last n messages, at most 100; fewer when they weigh more than 1 MiB. */
  readonly history?: number;
}

export interface LeaveConversation {
  readonly conversationId: Id;
}

export interface SendMessage {
  readonly conversationId: Id;
  readonly content: string;
  readonly type?: MessageType;
  readonly metadata?: MessageMetadata;
  /** A repeat with the same id returns the first message and sends nothing. */
  readonly clientMessageId?: Id;
  /** The same as `clientMessageId`. */
  readonly clientId?: Id;
}

export interface EditMessage {
  readonly conversationId: Id;
  readonly messageId: Id;
  readonly content: string;
  readonly clientId?: Id;
}

export interface DeleteMessage {
  readonly conversationId: Id;
  readonly messageId: Id;
  readonly clientId?: Id;
}

export interface SetTyping {
  readonly conversationId: Id;
  readonly isTyping: boolean;
}

export interface ReadMessage {
  readonly conversationId: Id;
  readonly messageId: Id;
}

export interface ListMessages {
  readonly conversationId: Id;
  /** Only messages before this seq. */
  readonly before?: Seq;
  /** 1 to 100; 50 when absent. */
  readonly limit?: number;
}

/** One member, and up to where they have read. */
export interface MemberMark {
  readonly userId: Id;
  readonly lastReadSeq: Watermark;
}

export interface JoinedConversation extends JoinedRoom {
  readonly conversationId: Id;
  readonly messages: readonly Message[];
  readonly members: readonly MemberMark[];
  readonly unread: Count;
}

export interface ReadReceipt {
  readonly conversationId: Id;
  readonly lastReadSeq: Watermark;
  readonly unread: Count;
}

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
}

export interface DeletedMessage {
  readonly conversationId: Id;
  readonly messageId: Id;
  /** The deletion's own place in the stream. */
  readonly seq: Seq;
  readonly messageSeq: Seq;
}

export interface ReadBySomeone {
  readonly conversationId: Id;
  readonly userId: Id;
  readonly messageId: Id;
  readonly lastReadSeq: Watermark;
}

export interface Typing {
  readonly userId: Id;
  readonly conversationId: Id;
  readonly isTyping: boolean;
}

/** What the server sends on `/chat`: each thing in the words with which the socket joined. */
export interface ChatEvents extends CommonEvents, RoomEvents, BatchEvents {
  /** A new message, after `chat:join`; to the sender's sockets too. */
  'chat:message': Message;
  /** A new message, after `conversation:join`; to the sender's sockets too. */
  'message:new': Message;
  /** A message was edited, after `chat:join`. */
  'chat:updated': ChangedMessage;
  /** A message was edited, after `conversation:join`. */
  'message:updated': ChangedMessage;
  /** A message was deleted, after `chat:join`. */
  'chat:deleted': DeletedMessage;
  /** A message was deleted, after `conversation:join`. */
  'message:deleted': DeletedMessage;
  /** Someone has read up to a message, after `chat:join`. */
  'chat:read': ReadBySomeone;
  /** Someone has read up to a message, after `conversation:join`. */
  'message:read': ReadBySomeone;
  /** Someone else types, or has stopped. Ends by itself after six seconds. */
  'user:typing': Typing;
  /** From an administrator or the platform, to everyone or to named rooms. */
  announcement: Announcement;
}
