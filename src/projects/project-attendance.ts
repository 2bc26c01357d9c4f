import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import { projectRoom } from '../realtime/sockets/room.js';
import { Roster } from '../realtime/cluster/roster.js';
import { StreamRooms, type Occupant } from '../realtime/delivery/stream-rooms.js';
import type { Attendance } from './projects.protocol.js';

const PREFIX = 'project:';

/** Tells the others in a project's room of a user's first socket there, on any node, and of the last, however it went. */
@Injectable()
export class ProjectAttendance implements OnModuleInit {
  constructor(
    private readonly broadcaster: Broadcaster,
    private readonly rooms: StreamRooms,
    private readonly roster: Roster,
  ) {}

  onModuleInit(): void {
    this.rooms.watch('project', {
      entered: (occupant) => this.roster.set(keyOf(occupant), 'here'),
      left: (occupant, only) => {
        if (only) this.roster.set(keyOf(occupant), undefined);
      },
    });
    this.roster.onChange((key, value) => {
      if (key.startsWith(PREFIX)) this.tell(key, value === undefined ? 'user:left' : 'user:joined');
    });
  }

  /** Each node tells the sockets that it has. */
  private tell(key: string, event: 'user:joined' | 'user:left'): void {
    // Ids have no space.
    const [projectId = '', userId = ''] = key.slice(PREFIX.length).split(' ');
    const attendance: Attendance = { userId, projectId };
    this.broadcaster.ambientLocal('/projects', [projectRoom(projectId)], event, attendance, { userId });
  }
}

function keyOf({ id, userId }: Occupant): string {
  return `${PREFIX}${id} ${userId}`;
}
