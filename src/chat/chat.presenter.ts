import { Injectable, type OnModuleInit } from '@nestjs/common';

import { RoomAudience } from '../realtime/delivery/room-audience.js';
import { chatRoom, conversationRoom } from '../realtime/sockets/room.js';
import { StreamPresenter, type Presented } from '../realtime/delivery/stream-presenter.js';
import type { StreamEvent } from '../streams/stream.js';
import { deletionOf, messageOf } from './message.js';

/** Tells conversations in both vocabularies: each socket is in the room of the one with which it joined. */
@Injectable()
export class ChatPresenter extends StreamPresenter implements OnModuleInit {
  override readonly kind = 'conversation';
  override readonly namespace = '/chat';

  constructor(private readonly audience: RoomAudience) {
    super();
  }

  onModuleInit(): void {
    this.audience.register(this);
  }

  override present(event: StreamEvent): readonly Presented[] {
    const id = event.stream.slice('conversation:'.length);
    const [chatEvent, messageEvent] = namesOf(event.type);
    const data = event.type === 'delete' ? deletionOf(event, event.refSeq ?? 0) : messageOf(event);
    return [
      { room: chatRoom(id), event: chatEvent, data },
      { room: conversationRoom(id), event: messageEvent, data },
    ];
  }
}

function namesOf(type: string): readonly [string, string] {
  switch (type) {
    case 'message':
      return ['chat:message', 'message:new'];
    case 'edit':
      return ['chat:updated', 'message:updated'];
    case 'delete':
      return ['chat:deleted', 'message:deleted'];
    default:
      throw new Error(`a conversation has no events of type ${type}`);
  }
}
