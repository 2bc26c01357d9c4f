import { Injectable } from '@nestjs/common';

import { RoomPolicy } from '../realtime/commands/room-policy.js';
import type { Session } from '../realtime/sockets/session.js';
import { ChatStore } from './chat.store.js';

/** A conversation is open to its members. Administrators have no other access than theirs. */
@Injectable()
export class ChatPolicy extends RoomPolicy {
  constructor(private readonly store: ChatStore) {
    super();
  }

  override mayEnter(session: Session, conversationId: string): Promise<boolean> {
    return this.store.isMember(conversationId, session.userId);
  }
}
