import { Injectable } from '@nestjs/common';

import { AccessPolicy } from '../access/access-policy.js';
import { CodedError } from '../errors/coded-error.js';
import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { Caller } from '../realtime/commands/caller.js';
import { chatRoom, conversationRoom } from '../realtime/sockets/room.js';
import { StreamRooms } from '../realtime/delivery/stream-rooms.js';
import { historyPage } from '../streams/history-page.js';
import { seqOfEventId, streamKey, type Appended } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import type {
  ChangedMessage,
  DeleteMessage,
  EditMessage,
  JoinConversation,
  JoinedConversation,
  LeaveConversation,
  ListMessages,
  Message,
  MessagePage,
  ReadBySomeone,
  ReadMessage,
  ReadReceipt,
  SendMessage,
  SetTyping,
} from './chat.protocol.js';
import { ChatStore } from './chat.store.js';
import { Conversations } from './conversations.js';
import { MemberMarks } from './member-marks.js';
import { messageOf, messageOfRow, type MessageData } from './message.js';
import { MessageChanges } from './message-changes.js';
import { Typing } from './typing.js';

const DEFAULT_PAGE = 50;

/** Conversations: what their members may do. */
@Injectable()
export class ChatService {
  constructor(
    private readonly store: ChatStore,
    private readonly marks: MemberMarks,
    private readonly log: StreamLog,
    private readonly rooms: StreamRooms,
    private readonly broadcaster: Broadcaster,
    private readonly changes: MessageChanges,
    private readonly typists: Typing,
    private readonly conversations: Conversations,
    private readonly access: AccessPolicy,
  ) {}

  /** The vocabulary of the socket is the one of the command's name. */
  async join(caller: Caller, { conversationId, since, history = 0 }: JoinConversation): Promise<JoinedConversation> {
    const room = caller.event === 'conversation:join' ? conversationRoom(conversationId) : chatRoom(conversationId);
    await this.conversations.adopt(conversationId);
    const joined = await this.rooms.join(caller, 'conversation', conversationId, room, since);
    const [page, members, unread] = await Promise.all([
      history === 0 ? undefined : this.history({ conversationId, limit: history, before: joined.seq + 1 }),
      this.marks.members(conversationId),
      this.marks.unread(conversationId, caller.userId),
    ]);
    // A member who was removed after the guard had asked would stay in the room.
    const isMember = members.some(({ userId }) => userId === caller.userId);
    if (!isMember && !(await this.access.mayEnter(caller.session, 'conversation', conversationId))) {
      throw new CodedError('FORBIDDEN');
    }
    return { conversationId, ...joined, messages: page?.messages ?? [], members, unread };
  }

  leave(caller: Caller, { conversationId }: LeaveConversation): LeaveConversation {
    this.rooms.leave(caller, 'conversation', conversationId);
    return { conversationId };
  }

  send(caller: Caller, message: SendMessage): Promise<Message> {
    const { conversationId, content, type = 'text', metadata = {} } = message;
    if (type !== 'text' && metadata.url === undefined) {
      throw new CodedError('VALIDATION_FAILED', { details: [{ path: 'metadata.url', rule: 'isRequired' }] });
    }
    const data: MessageData = { type, content, metadata };
    const appending = this.log.append({
      stream: streamKey('conversation', conversationId),
      type: 'message',
      actorId: caller.userId,
      clientId: message.clientId ?? message.clientMessageId,
      data,
    });
    caller.placed();
    return appending.then(messageAppended);
  }

  edit(caller: Caller, change: EditMessage): Promise<ChangedMessage> {
    return this.changes.edit(caller, change);
  }

  delete(caller: Caller, change: DeleteMessage): Promise<ChangedMessage> {
    return this.changes.delete(caller, change);
  }

  typing(caller: Caller, { conversationId, isTyping }: SetTyping): void {
    this.typists.set(caller.socketId, { userId: caller.userId, conversationId, isTyping });
  }

  async read(caller: Caller, { conversationId, messageId }: ReadMessage): Promise<ReadReceipt> {
    const { userId } = caller;
    const { epoch, seq: head } = await this.log.position(streamKey('conversation', conversationId));
    const seq = seqOfEventId(messageId, epoch);
    if (seq === undefined || seq > head) throw new CodedError('FORBIDDEN');
    const { lastReadSeq, moved } = await this.store.markRead(conversationId, userId, seq);
    if (moved) {
      const read: ReadBySomeone = { conversationId, userId, messageId, lastReadSeq };
      this.broadcaster.toRooms('/chat', [chatRoom(conversationId)], 'chat:read', read);
      this.broadcaster.toRooms('/chat', [conversationRoom(conversationId)], 'message:read', read);
    }
    return { conversationId, lastReadSeq, unread: await this.marks.unread(conversationId, userId) };
  }

  async history({ conversationId, before, limit = DEFAULT_PAGE }: ListMessages): Promise<MessagePage> {
    const rows = await this.store.messages(conversationId, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const { items, hasMore } = historyPage(rows, limit);
    return { messages: items.map((row) => messageOfRow(conversationId, row)).reverse(), hasMore };
  }
}

function messageAppended({ event }: Appended): Message {
  return messageOf(event);
}
