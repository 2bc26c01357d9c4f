import type {
  ChangedMessage,
  DeletedMessage,
  JoinedConversation,
  MemberMark,
  Message,
  MessageMetadata,
  MessagePage,
  MessageType,
  ReadBySomeone,
  ReadReceipt,
} from '../../src/chat/chat.protocol.js';
import type { OutboxItem, OutboxStatus } from '../core/outbox.js';
import type { RealtimeError } from '../core/realtime-error.js';
import type { RoomState } from '../core/room.js';
import { View } from '../core/view.js';
import { MessageWindow } from './message-window.js';

/** A message of our own that the server does not have yet, for the end of the list. */
export interface PendingMessage {
  /** Becomes the message's `clientMessageId`. */
  readonly clientId: string;
  readonly content: string;
  readonly type: MessageType;
  readonly metadata: MessageMetadata;
  readonly createdAt: string;
  readonly status: OutboxStatus;
  readonly error?: RealtimeError;
}

/** A conversation as a screen shows it. */
export interface ConversationState extends RoomState {
  /** Oldest first, with edits and deletions applied. */
  readonly messages: readonly Message[];
  /** Whether the server has older ones: `loadOlder()`. */
  readonly hasMore: boolean;
  /** How many newer ones are not among `messages`, because the list is held: they follow once `hold(false)` lets it go. */
  readonly newer: number;
  /** Own messages that are not among `messages` yet, in the order written. */
  readonly pending: readonly PendingMessage[];
  /** Up to where each member has read. */
  readonly members: readonly MemberMark[];
  /** Who is typing, without ourselves. */
  readonly typing: readonly string[];
  /** How many messages of others are unread. */
  readonly unread: number;
}

/** The server tells of the end of typing after 6 s at most; this is for when even that is lost. */
const TYPING_MS = 8000;

/** The state of a conversation, from its snapshot and its events. */
export class ConversationView {
  readonly view: View<ConversationState>;
  private readonly messages = new MessageWindow();
  private members = new Map<string, number>();
  private unread = 0;
  private readonly typing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly room: () => RoomState,
    private readonly outbox: () => readonly OutboxItem[],
    private readonly me: () => string | undefined,
  ) {
    this.view = new View(() => this.make());
  }

  /** Puts the snapshot of a join in the place of all that was known. */
  reset({ messages, members, unread }: JoinedConversation): void {
    // The first event of a conversation is a message.
    this.messages.reset(messages, (messages[0]?.seq ?? 1) > 1);
    this.caughtUp({ members, unread });
  }

  /** What a join says beside the events. */
  caughtUp({ members, unread }: Pick<JoinedConversation, 'members' | 'unread'>): void {
    this.members = new Map(members.map(({ userId, lastReadSeq }) => [userId, lastReadSeq]));
    this.unread = unread;
    this.view.changed();
  }

  /** A new message; also one of our own that was acknowledged before its event has come. */
  add(message: Message): void {
    if (this.messages.find(message.seq) !== undefined) return;
    this.messages.add(message);
    this.setTyping(message.senderId, false);
  }

  /** Counts a message that has come. */
  count({ senderId }: Message): void {
    if (senderId !== this.me()) this.unread += 1;
  }

  update({ messageSeq, ...message }: ChangedMessage): void {
    this.replace(messageSeq, (old) => ({ ...old, ...message, seq: messageSeq }));
  }

  delete({ messageSeq }: DeletedMessage): void {
    const message = this.messages.find(messageSeq);
    if (message !== undefined && this.isUnread(message)) this.unread = Math.max(0, this.unread - 1);
    // The event does not say when; the history does.
    const deletedAt = new Date().toISOString();
    this.replace(messageSeq, (old) => ({ ...old, content: '', metadata: {}, deletedAt }));
  }

  /** Someone has read up to there, perhaps ourselves on another device. */
  read({ userId, lastReadSeq }: ReadBySomeone): void {
    this.members.set(userId, lastReadSeq);
    if (userId === this.me()) this.unread = this.messages.count((message) => this.isUnread(message));
    this.view.changed();
  }

  /** We have read up to there. */
  receipt({ lastReadSeq, unread }: ReadReceipt): void {
    const me = this.me();
    if (me !== undefined) this.members.set(me, lastReadSeq);
    this.unread = unread;
    this.view.changed();
  }

  setTyping(userId: string, isTyping: boolean): void {
    clearTimeout(this.typing.get(userId));
    if (isTyping)
      this.typing.set(
        userId,
        setTimeout(() => this.setTyping(userId, false), TYPING_MS),
      );
    else this.typing.delete(userId);
    this.view.changed();
  }

  nobodyTypes(): void {
    for (const userId of [...this.typing.keys()]) this.setTyping(userId, false);
  }

  /** The seq before which older messages are to be asked for. */
  get oldest(): number | undefined {
    return this.messages.list[0]?.seq;
  }

  addOlder({ messages, hasMore }: MessagePage): void {
    this.messages.prepend(messages, hasMore);
    this.view.changed();
  }

  /** While held, what is in the list stays there. */
  hold(held: boolean): void {
    this.messages.hold(held);
    this.view.changed();
  }

  private isUnread({ seq, senderId, deletedAt }: Message): boolean {
    const me = this.me();
    return senderId !== me && deletedAt === undefined && seq > (this.members.get(me ?? '') ?? 0);
  }

  private replace(seq: number, change: (message: Message) => Message): void {
    this.messages.change(seq, change);
    this.view.changed();
  }

  private make(): ConversationState {
    const items = this.outbox();
    const { list, hasMore, newer } = this.messages;
    const arrived = new Set(items.length === 0 ? [] : list.map(({ clientMessageId }) => clientMessageId));
    return {
      ...this.room(),
      messages: [...list],
      hasMore,
      newer,
      pending: items.filter(({ id }) => !arrived.has(id)).map(pendingOf),
      members: [...this.members].map(([userId, lastReadSeq]) => ({ userId, lastReadSeq })),
      typing: [...this.typing.keys()],
      unread: this.unread,
    };
  }
}

function pendingOf({ id, payload, createdAt, status, error }: OutboxItem): PendingMessage {
  return {
    clientId: id,
    content: String(payload['content']),
    type: (payload['type'] ?? 'text') as MessageType,
    metadata: payload['metadata'] ?? {},
    createdAt: new Date(createdAt).toISOString(),
    status,
    ...(error === undefined ? {} : { error }),
  };
}
