import type { Conversation } from '../chat/conversation.js';
import type { ConversationEvents } from '../chat/conversation-room.js';
import type { ConversationState } from '../chat/conversation-view.js';
import { useHandle, type Handlers } from './use-handle.js';

/** A conversation in a component: its state, and the handle with which to act on it once it is open. */
export interface UseConversation extends ConversationState {
  /** Undefined for the very first render. */
  readonly conversation: Conversation | undefined;
}

const NOTHING: ConversationState = {
  status: 'joining',
  messages: [],
  hasMore: false,
  newer: 0,
  pending: [],
  members: [],
  typing: [],
  unread: 0,
};

/**
 * Keeps a conversation open while the component is shown. Components that show the same one share it.
 * `handlers` hear what happens, such as `message` to play a sound; they may be new with each render, but not more of them.
 */
export function useConversation(conversationId: string, handlers: Handlers<ConversationEvents> = {}): UseConversation {
  const [conversation, state = NOTHING] = useHandle<ConversationState, ConversationEvents, Conversation>(
    (client) => client.chat.open(conversationId),
    conversationId,
    handlers,
  );
  return { ...state, conversation };
}
