import { Module } from '@nestjs/common';

import { ChatGateway } from './chat.gateway.js';
import { ChatPresenter } from './chat.presenter.js';
import { ChatService } from './chat.service.js';
import { ChatStore } from './chat.store.js';
import { Conversations } from './conversations.js';
import { MemberMarks } from './member-marks.js';
import { MessageChanges } from './message-changes.js';
import { Typing } from './typing.js';

/** `/chat`: conversations, their messages, typing and read marks. */
@Module({
  providers: [ChatGateway, ChatPresenter, ChatService, ChatStore, Conversations, MemberMarks, MessageChanges, Typing],
  exports: [Conversations],
})
export class ChatModule {}
