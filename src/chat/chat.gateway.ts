import type { Caller } from '../realtime/commands/caller.js';
import { joined, member } from '../realtime/commands/access.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import {
  DeleteMessageDto,
  EditMessageDto,
  JoinConversationDto,
  LeaveConversationDto,
  ListMessagesDto,
  ReadMessageDto,
  SendMessageDto,
  SetTypingDto,
} from './chat.dto.js';
import type {
  ChangedMessage,
  JoinedConversation,
  LeaveConversation,
  Message,
  MessagePage,
  ReadReceipt,
} from './chat.protocol.js';
import { ChatService } from './chat.service.js';

const IN_CONVERSATION = joined('conversation', 'conversationId');
const MEMBER = member('conversation', 'conversationId');

/** Conversations. */
@RealtimeGateway('/chat')
export class ChatGateway {
  constructor(private readonly chat: ChatService) {}

  /** Follows a conversation. What happens after the answer arrives as events, in order; `since` brings what was missed. */
  @Command('chat:join', { alias: 'conversation:join', access: MEMBER })
  join(@Payload() dto: JoinConversationDto, @Sender() caller: Caller): Promise<JoinedConversation> {
    return this.chat.join(caller, dto);
  }

  /** Stops following a conversation. */
  @Command('chat:leave', { alias: 'conversation:leave', access: IN_CONVERSATION })
  leave(@Payload() dto: LeaveConversationDto, @Sender() caller: Caller): LeaveConversation {
    return this.chat.leave(caller, dto);
  }

  /** Sends a message. It is stored before the answer, and before anyone else sees it. */
  @Command('chat:message', { alias: 'message:send', access: IN_CONVERSATION })
  send(@Payload() dto: SendMessageDto, @Sender() caller: Caller): Promise<Message> {
    return this.chat.send(caller, dto);
  }

  /** Changes the text of a message of one's own. */
  @Command('chat:edit', { alias: 'message:edit', access: IN_CONVERSATION, errors: ['CONFLICT'] })
  edit(@Payload() dto: EditMessageDto, @Sender() caller: Caller): Promise<ChangedMessage> {
    return this.chat.edit(caller, dto);
  }

  /** Deletes a message: one's own, or any for a member with the role `admin`. Its place in the conversation stays. */
  @Command('chat:delete', { alias: 'message:delete', access: IN_CONVERSATION, errors: ['CONFLICT'] })
  delete(@Payload() dto: DeleteMessageDto, @Sender() caller: Caller): Promise<ChangedMessage> {
    return this.chat.delete(caller, dto);
  }

  /** Tells the others that one types, or has stopped. Not stored; ends by itself after six seconds. */
  @Command('chat:typing', { alias: 'conversation:typing', access: IN_CONVERSATION })
  typing(@Payload() dto: SetTypingDto, @Sender() caller: Caller): void {
    this.chat.typing(caller, dto);
  }

  /** Marks a conversation as read up to a message. The mark never goes back. */
  @Command('chat:read', { alias: 'message:read', access: IN_CONVERSATION })
  read(@Payload() dto: ReadMessageDto, @Sender() caller: Caller): Promise<ReadReceipt> {
    return this.chat.read(caller, dto);
  }

  /** Reads older messages, a page at a time. Needs no join. */
  @Command('chat:history', { alias: 'message:list', access: MEMBER })
  history(@Payload() dto: ListMessagesDto): Promise<MessagePage> {
    return this.chat.history(dto);
  }
}
