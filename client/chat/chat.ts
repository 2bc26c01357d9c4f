import type { MessagePage } from '../../src/chat/chat.protocol.js';
import type { Context } from '../core/context.js';
import type { LaneRoom } from '../core/outbox-lane.js';
import { joined } from '../core/handle.js';
import { Rooms } from '../core/rooms.js';
import type { PageQuery } from '../core/shared-room.js';
import { Conversation } from './conversation.js';
import { ConversationRoom } from './conversation-room.js';

/** Conversations. */
export class ChatClient {
  private readonly rooms: Rooms<ConversationRoom>;

  constructor(private readonly context: Context) {
    this.rooms = new Rooms((id) => new ConversationRoom(id, context));
  }

  /**
   * Opens a conversation at once, online or not: it is joined as soon as that is possible. Its handlers can be attached
   * before anything happens.
   */
  open(conversationId: string): Conversation {
    return new Conversation(conversationId, this.rooms);
  }

  /**
   * Opens a conversation and waits until it is joined. Handlers that are attached at once miss nothing that comes after
   * `state`. Rejects when the server refuses, or after `deadlineMs` (default: that of the client).
   */
  join(conversationId: string, deadlineMs = this.context.connection.settings.deadlineMs): Promise<Conversation> {
    return joined(this.open(conversationId), deadlineMs);
  }

  /** A page of a conversation's messages, oldest first, without joining it. */
  history(conversationId: string, query: PageQuery = {}): Promise<MessagePage> {
    return this.context.connection.link('/chat').command<MessagePage>('chat:history', { conversationId, ...query });
  }

  /** The room behind a conversation, for the outbox. */
  acquire(conversationId: string): LaneRoom {
    return this.rooms.acquire(conversationId).room;
  }

  release(conversationId: string): void {
    void this.rooms.release(conversationId);
  }
}
