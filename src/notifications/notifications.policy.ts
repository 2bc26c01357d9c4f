import { Injectable } from '@nestjs/common';

import { UserDirectory } from '../auth/user.js';
import { RoomPolicy } from '../realtime/commands/room-policy.js';
import type { Session } from '../realtime/sockets/session.js';

/** An inbox is open to its user, and to administrators. */
@Injectable()
export class NotificationsPolicy extends RoomPolicy {
  constructor(private readonly directory: UserDirectory) {
    super();
  }

  override async mayEnter(session: Session, userId: string): Promise<boolean> {
    if (session.userId === userId) return true;
    return session.isAdmin && (await this.directory.find(userId)) !== undefined;
  }
}
