import type { RecoveredEvent, Since } from '../realtime/realtime.protocol.js';

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

/** A project as it stands. */
export interface ProjectState {
  readonly id: string;
  readonly name: string;
  readonly status: ProjectStatus;
  /** 0 to 100, to four decimals. */
  readonly progress: number;
  /** The last milestone that was told with a progress. */
  readonly milestone: string | null;
  readonly updatedAt: string;
  /** Null when the platform changed it last, or nobody has yet. */
  readonly updatedBy: string | null;
}

/** A file that a comment points to. */
export interface Attachment {
  /** https */
  readonly url: string;
  readonly name?: string;
  /** In bytes. */
  readonly size?: number;
  readonly mimeType?: string;
}

export interface JoinProject {
  readonly projectId: string;
  readonly since?: Since;
}

export interface LeaveProject {
  readonly projectId: string;
}

export interface UpdateStatus {
  readonly projectId: string;
  readonly status: ProjectStatus;
  /** The caller's own id, or nothing: the actor is always the authenticated user. */
  readonly updatedBy?: string;
  /** A repeat with the same id returns the first result and changes nothing. */
  readonly clientId?: string;
}

export interface UpdateProgress {
  readonly projectId: string;
  /** 0 to 100; kept to four decimals. */
  readonly progress: number;
  /** When absent, the project keeps the one that it has. */
  readonly milestone?: string;
  readonly clientId?: string;
}

export interface CommentOnProject {
  readonly projectId: string;
  readonly comment: string;
  /** At most 10. */
  readonly attachments?: readonly Attachment[];
  readonly clientId?: string;
}

export interface ListProjectEvents {
  readonly projectId: string;
  /** Only events before this seq. */
  readonly before?: number;
  /** 1 to 100; 50 when absent. */
  readonly limit?: number;
}

/** What every record of a project says of itself. */
interface RecordHead {
  readonly id: string;
  readonly projectId: string;
  readonly seq: number;
  readonly userId: string;
  readonly createdAt: string;
}

export interface StatusRecord extends RecordHead {
  readonly status: ProjectStatus;
}

export interface ProgressRecord extends RecordHead {
  readonly progress: number;
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
  readonly userId: string;
  /** Whether the user is connected, in whichever namespace. */
  readonly online: boolean;
}

export interface JoinedProject {
  readonly projectId: string;
  readonly epoch: string;
  readonly seq: number;
  readonly recovered: boolean;
  readonly events: readonly RecoveredEvent[];
  /** As it stood at `seq`. */
  readonly project: ProjectState;
  readonly members: readonly ProjectMember[];
}

export interface ProjectHistory {
  /** Oldest first. */
  readonly events: readonly {
    readonly event: RecordEventName;
    readonly seq: number;
    readonly data: ProjectRecord;
  }[];
  readonly hasMore: boolean;
}

/** The new state of a project. */
export interface ProjectUpdate {
  readonly projectId: string;
  readonly seq: number;
  readonly project: ProjectState;
}

/** A line of the activity feed. */
export interface Activity {
  readonly projectId: string;
  readonly seq: number;
  readonly type: RecordEventName;
  readonly userId: string;
  readonly createdAt: string;
  /** Short plain text of no language of its own: a status, `75% · milestone`, or the start of a comment. */
  readonly summary: string;
}

export interface Attendance {
  readonly userId: string;
  readonly projectId: string;
}

/** What the server sends on `/projects`. */
export interface ProjectEvents {
  'project:joined': { readonly projectId: string };
  'project:update': ProjectUpdate;
  'project:statusUpdate': StatusRecord;
  'project:progress': ProgressRecord;
  'project:comment': CommentRecord;
  activity: Activity;
  'user:joined': Attendance;
  'user:left': Attendance;
}
