import type { Context } from '../core/context.js';
import type { LaneRoom } from '../core/outbox-lane.js';
import { joined } from '../core/handle.js';
import { Rooms } from '../core/rooms.js';
import { Project } from './project.js';
import { ProjectRoom } from './project-room.js';

/** Projects. */
export class ProjectsClient {
  private readonly rooms: Rooms<ProjectRoom>;

  constructor(private readonly context: Context) {
    this.rooms = new Rooms((id) => new ProjectRoom(id, context));
  }

  /** Opens a project's room at once, online or not: it is joined as soon as that is possible. */
  open(projectId: string): Project {
    return new Project(projectId, this.rooms);
  }

  /** Opens a project's room and waits until it is joined. Rejects when the server refuses, or after `deadlineMs`. */
  join(projectId: string, deadlineMs = this.context.connection.settings.deadlineMs): Promise<Project> {
    return joined(this.open(projectId), deadlineMs);
  }

  /** The room behind a project, for the outbox. */
  acquire(projectId: string): LaneRoom {
    return this.rooms.acquire(projectId).room;
  }

  release(projectId: string): void {
    void this.rooms.release(projectId);
  }
}
