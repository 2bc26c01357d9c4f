import { Injectable } from '@nestjs/common';

import { RoomPolicy } from '../realtime/commands/room-policy.js';
import type { Session } from '../realtime/sockets/session.js';
import { ProjectsStore } from './projects.store.js';

/** A project is open to its members. Administrators have no other access than theirs. */
@Injectable()
export class ProjectsPolicy extends RoomPolicy {
  constructor(private readonly store: ProjectsStore) {
    super();
  }

  override mayEnter(session: Session, projectId: string): Promise<boolean> {
    return this.store.isMember(projectId, session.userId);
  }
}
