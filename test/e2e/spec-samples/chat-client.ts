import type { Socket } from 'socket.io-client';

import type { Message } from '../../../src/chat/chat.protocol.js';
import { runSample } from './run-sample.js';

/** The class of the specification's sample, and what the sample leaves to its application. */
export interface ChatClient {
  readonly socket: Socket;
  sendMessage(conversationId: string, content: string): Promise<Message>;
  joinConversation(conversationId: string): void;
  handleNewMessage(message: Message): void;
  updateMessage(message: Message): void;
  showTypingIndicator(userId: string, conversationId: string): void;
}

type Screen = Pick<ChatClient, 'handleNewMessage' | 'updateMessage' | 'showTypingIndicator'>;

/** A program around the sample's class: `io` is the one of its page, `screen` what it shows. */
export function chatClient(io: (namespace: string) => Socket, screen: Screen): ChatClient {
  const Client = runSample('chat-client', { io }, { result: 'ChatClient' }) as new () => ChatClient;
  return Object.assign(new Client(), screen);
}
