import type { Announcement } from '../general/general.protocol.js';
import type {
  Count,
  Id,
  JoinedRoom,
  BatchEvents,
  CommonEvents,
  RoomEvents,
  Seq,
  Since,
  Timestamp,
} from '../realtime/realtime.protocol.js';

export type { Since };

export const PROJECT_STATUSES = [
  'draft',
  'planned',
  'in_progress',
  'review',
  'on_hold',
  'completed',
  'cancelled',
] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

/**
 * How much is done.
 * @minimum 0
 * @maximum 100
 */
export type Percent = number;

/** A project as it stands. */
export interface ProjectState {
  readonly id: Id;
  readonly name: string;
  readonly status: ProjectStatus;
  /** 0 to 100, to four decimals. */
  readonly progress: Percent;
  /** The last milestone that was told with a progress. */
  readonly milestone: string | null;
  readonly updatedAt: Timestamp;
  /** Null when the platform changed it last, or nobody has yet. */
  readonly updatedBy: Id | null;
}

/** A file that a comment points to. */
export interface Attachment {
  /** https */
  readonly url: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: Count;
  readonly mimeType?: string;
}

export interface JoinProject {
  readonly projectId: Id;
  readonly since?: Since;
}

export interface LeaveProject {
  readonly projectId: Id;
}

export interface UpdateStatus {
  readonly projectId: Id;
  readonly status: ProjectStatus;
  /** The caller's own id, or nothing: the actor is always the authenticated user. */
  readonly updatedBy?: Id;
  /** A repeat with the same id returns the first result and changes nothing. */
  readonly clientId?: Id;
}

export interface UpdateProgress {
  readonly projectId: Id;
  /** 0 to 100; kept to four decimals. */
  readonly progress: number;
  /** When absent, the project keeps the one that it has. */
  readonly milestone?: string;
  readonly clientId?: Id;
}

export interface CommentOnProject {
  readonly projectId: Id;
  readonly comment: string;
  /** At most 10. */
  readonly attachments?: readonly Attachment[];
  readonly clientId?: Id;
}

export interface ListProjectEvents {
  readonly projectId: Id;
  /** Only events before this seq. */
  readonly before?: Seq;
  /** 1 to 100; 50 when absent. */
  readonly limit?: number;
}

/** What every record of a project says of itself. */
interface RecordHead {
  readonly id: Id;
  readonly projectId: Id;
  readonly seq: Seq;
  readonly userId: Id;
  readonly createdAt: Timestamp;
}

export interface StatusRecord extends RecordHead {
  readonly status: ProjectStatus;
}

export interface ProgressRecord extends RecordHead {
  readonly progress: Percent;
  readonly milestone?: string;
}

export interface CommentRecord extends RecordHead {
  readonly comment: string;
  readonly attachments: readonly Attachment[];
}

/** Something that a member did, as the ack, the event of that name, and the history tell it. */
export type ProjectRecord = StatusRecord | ProgressRecord | CommentRecord;

/** The commands that leave a record. */
export type RecordEventName = 'project:statusUpdate' | 'project:progress' | 'project:comment';

export interface ProjectMember {
  readonly userId: Id;
  /** Whether the user is connected, in whichever namespace. */
  readonly online: boolean;
}

export interface JoinedProject extends JoinedRoom {
  readonly projectId: Id;
  /** As it stood at `seq`. */
  readonly project: ProjectState;
  readonly members: readonly ProjectMember[];
}

export interface ProjectHistory {
  /** Oldest first. */
  readonly events: readonly {
    readonly event: RecordEventName;
    readonly seq: Seq;
    readonly data: ProjectRecord;
  }[];
  readonly hasMore: boolean;
}

/** The new state of a project. */
export interface ProjectUpdate {
  readonly projectId: Id;
  readonly seq: Seq;
  readonly project: ProjectState;
}

/** A line of the activity feed. */
export interface Activity {
  readonly projectId: Id;
  readonly seq: Seq;
  readonly type: RecordEventName;
  readonly userId: Id;
  readonly createdAt: Timestamp;
  /** Short plain text of no language of its own: a status, `75% · milestone`, or the start of a comment. */
  readonly summary: string;
}

export interface Attendance {
  readonly userId: Id;
  readonly projectId: Id;
}

/** What the server sends on `/projects`. */
export interface ProjectEvents extends CommonEvents, RoomEvents, BatchEvents {
  /** The socket has joined; the same as the answer to `project:join`, for clients that sent no callback. */
  'project:joined': { readonly projectId: Id };
  /** The new state of the project, to all, whoever changed it. */
  'project:update': ProjectUpdate;
  /** A member changed the status; to all. */
  'project:statusUpdate': StatusRecord;
  /** A member told of progress; to all. */
  'project:progress': ProgressRecord;
  /** A member commented; to all. */
  'project:comment': CommentRecord;
  /** What a member did, in a line, to all but the socket that did it. */
  activity: Activity;
  /** A user's first socket entered the room. */
  'user:joined': Attendance;
  /** A user's last socket left the room. */
  'user:left': Attendance;
  /** From an administrator or the platform, to everyone or to named rooms. */
  announcement: Announcement;
}
