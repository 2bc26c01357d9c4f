import type { Message, MessagePage, ReadReceipt } from '../../src/chat/chat.protocol.js';
import { Handle } from '../core/handle.js';
import type { Rooms } from '../core/rooms.js';
import type { PageQuery } from '../core/shared-room.js';
import type { ConversationEvents, ConversationRoom, MessageExtras } from './conversation-room.js';
import type { ConversationState } from './conversation-view.js';

/**
 * A conversation that is open. Its handlers and its `leave` are its own; what it shows is shared with every other handle
 * of the same conversation, and so is its place in the room, which ends with the last of them.
 */
export class Conversation extends Handle<ConversationState, ConversationEvents, ConversationRoom> {
  constructor(
    readonly id: string,
    rooms: Rooms<ConversationRoom>,
  ) {
    super(id, rooms);
  }

  /**
   * Sends a message; offline, once there is a connection again, after what was written before it. Resolves with the
   * message as it is stored. Rejects when the server refuses it, or when it had no luck for the time of `deadlineMs` while
   * online: then it waits in `state.pending` as failed, for `client.outbox` to `retry` or `discard`.
   */
  send(content: string, extras?: Partial<MessageExtras>): Promise<Message> {
    return this.room.send(content, extras).done;
  }

  /** Changes a message of one's own. Waits like {@link send}. */
  edit(messageId: string, content: string): Promise<Message> {
    return this.room.edit({ messageId, content }).done;
  }

  /** Deletes a message: one's own, or any for an administrator. Waits like {@link send}. */
  delete(messageId: string): Promise<Message> {
    return this.room.delete({ messageId }).done;
  }

  /** Everything up to this message is read. Never goes back. */
  read(messageId: string): Promise<ReadReceipt> {
    return this.room.read(messageId);
  }

  /** Call it for every keystroke: others are told as seldom as will do, and that it ended after 4 s without one. */
  typing(isTyping = true): void {
    this.room.setTyping(isTyping);
  }

  /** A page of messages, oldest first, without putting it into `state`. */
  history(query: PageQuery = {}): Promise<MessagePage> {
    return this.room.page(query);
  }

  /**
   * Keeps what is in `state.messages` there, for somebody who reads: without it, of a long session the latest 2,000 stay.
   * Held, the list grows to 4,000 or to what was loaded; what comes then is counted in `state.newer`. `hold(false)`, or
   * leaving, lets it go: then it ends with the newest message again. It is held while any handle holds it.
   */
  hold(held = true): void {
    this.room.hold(this, held && this.left === undefined);
  }

  override leave(): Promise<void> {
    this.hold(false);
    return super.leave();
  }
}
