import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Broadcaster } from '../realtime/broadcaster.js';
import { projectRoom } from '../realtime/room.js';
import { StreamRooms, type Occupant } from '../realtime/stream-rooms.js';
import type { Attendance } from './projects.protocol.js';

/** Tells the others in a project's room of a user's first socket there, and of the last one, however it went. */
@Injectable()
export class ProjectAttendance implements OnModuleInit {
  constructor(
    private readonly broadcaster: Broadcaster,
    private readonly rooms: StreamRooms,
  ) {}

  onModuleInit(): void {
    this.rooms.watch('project', {
      entered: (occupant, only) => {
        if (only) this.tell('user:joined', occupant);
      },
      left: (occupant, only) => {
        if (only) this.tell('user:left', occupant);
      },
    });
  }

  private tell(event: 'user:joined' | 'user:left', { id, userId }: Occupant): void {
    const attendance: Attendance = { userId, projectId: id };
    this.broadcaster.ambient('/projects', [projectRoom(id)], event, attendance, { userId });
  }
}
