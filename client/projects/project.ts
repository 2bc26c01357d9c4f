import type {
  Attachment,
  CommentRecord,
  ProgressRecord,
  ProjectHistory,
  ProjectStatus,
  StatusRecord,
} from '../../src/projects/projects.protocol.js';
import type { Unsubscribe } from '../core/emitter.js';
import type { Rooms } from '../core/rooms.js';
import type { Readable } from '../core/value.js';
import type { ProjectEvents, ProjectRoom } from './project-room.js';
import type { ProjectRoomState } from './project-view.js';

/**
 * A project's room that is open. Its handlers and its `leave` are its own; what it shows is shared with every other handle
 * of the same project. Changes wait while there is no connection, and are made in the order in which they were asked for.
 */
export class Project {
  private readonly room: ProjectRoom;
  private readonly ends: Unsubscribe[] = [];
  private left: Promise<void> | undefined;

  constructor(
    readonly id: string,
    private readonly rooms: Rooms<ProjectRoom>,
  ) {
    this.room = rooms.acquire(id);
  }

  /** The project, its members, what was done: as it stands, and to watch. */
  get state(): Readable<ProjectRoomState> {
    return this.room.content.view;
  }

  /** Resolves once the room is joined. Rejects when that is refused, or takes longer than `deadlineMs`. */
  ready(deadlineMs?: number): Promise<void> {
    return this.room.room.ready(deadlineMs);
  }

  /** Asks to be let in again, after the room was refused or revoked. Resolves and rejects like {@link ready}. */
  rejoin(deadlineMs?: number): Promise<void> {
    this.room.room.join();
    return this.ready(deadlineMs);
  }

  /** Hears what happens from now on. */
  on<E extends keyof ProjectEvents>(event: E, handler: (data: ProjectEvents[E]) => void): Unsubscribe {
    const end = this.room.events.on(event, handler);
    this.ends.push(end);
    return end;
  }

  setStatus(status: ProjectStatus): Promise<StatusRecord> {
    return this.room.write<StatusRecord>('project:statusUpdate', { status });
  }

  /** `progress`: 0 to 100. Without a milestone the project keeps the one that it has. */
  setProgress(progress: number, milestone?: string): Promise<ProgressRecord> {
    return this.room.write<ProgressRecord>('project:progress', {
      progress,
      ...(milestone === undefined ? {} : { milestone }),
    });
  }

  /** With up to 10 attachments, each an https link. */
  comment(comment: string, attachments?: readonly Attachment[]): Promise<CommentRecord> {
    return this.room.write<CommentRecord>('project:comment', {
      comment,
      ...(attachments === undefined ? {} : { attachments }),
    });
  }

  /** A page of what was done, oldest first, without putting it into `state`. */
  history(query: { readonly before?: number; readonly limit?: number } = {}): Promise<ProjectHistory> {
    return this.room.history(query);
  }

  /** Puts older records into `state.records`, at most 100 at a time. */
  loadOlder(limit?: number): Promise<void> {
    return this.room.loadOlder(limit);
  }

  /** Ends this handle and its handlers. Resolves when the room has been left, if no other handle is open. */
  leave(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    return (this.left ??= this.rooms.release(this.id));
  }
}
