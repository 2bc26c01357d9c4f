import type {
  Attachment,
  CommentRecord,
  ProgressRecord,
  ProjectHistory,
  ProjectStatus,
  StatusRecord,
} from '../../src/projects/projects.protocol.js';
import { Handle } from '../core/handle.js';
import type { Rooms } from '../core/rooms.js';
import type { PageQuery } from '../core/shared-room.js';
import type { ProjectEvents, ProjectRoom } from './project-room.js';
import type { ProjectRoomState } from './project-view.js';

/**
 * A project's room that is open. Its handlers and its `leave` are its own; what it shows is shared with every other handle
 * of the same project. Changes wait while there is no connection, and are made in the order in which they were asked for.
 */
export class Project extends Handle<ProjectRoomState, ProjectEvents, ProjectRoom> {
  constructor(
    readonly id: string,
    rooms: Rooms<ProjectRoom>,
  ) {
    super(id, rooms);
  }

  setStatus(status: ProjectStatus): Promise<StatusRecord> {
    return this.room.write<StatusRecord>('project:statusUpdate', { status });
  }

  /** `progress`: 0 to 100. Without a milestone the project keeps the one that it has. */
  setProgress(progress: number, milestone?: string): Promise<ProgressRecord> {
    return this.room.write<ProgressRecord>('project:progress', { progress, milestone });
  }

  /** With up to 10 attachments, each an https link. */
  comment(comment: string, attachments?: readonly Attachment[]): Promise<CommentRecord> {
    return this.room.write<CommentRecord>('project:comment', { comment, attachments });
  }

  /** A page of what was done, oldest first, without putting it into `state`. */
  history(query: PageQuery = {}): Promise<ProjectHistory> {
    return this.room.page(query);
  }
}
