import { eventId, type StreamEvent } from '../streams/stream.js';
import type {
  Activity,
  Attachment,
  ProjectRecord,
  ProjectState,
  ProjectStatus,
  ProjectUpdate,
  RecordEventName,
} from './projects.protocol.js';

/** The types of a project's stream events that are records, each named like its command without `project:`. */
export const RECORD_TYPES = ['statusUpdate', 'progress', 'comment'] as const;
type RecordType = (typeof RECORD_TYPES)[number];

/** The type of the event by which the platform changes a project: a new state, and no record. */
export const PLATFORM_UPDATE = 'update';

/** What the log keeps of a change of status, with the state that came of it. */
export interface StatusData extends Record<string, unknown> {
  readonly status: ProjectStatus;
  readonly project: ProjectState;
}

/** What the log keeps of a progress, with the state that came of it. */
export interface ProgressData extends Record<string, unknown> {
  readonly progress: number;
  readonly milestone?: string;
  readonly project: ProjectState;
}

/** What the log keeps of a comment. */
export interface CommentData extends Record<string, unknown> {
  readonly comment: string;
  readonly attachments: readonly Attachment[];
}

/** The part of a stream event that a record is made of. */
export type RecordEvent = Pick<StreamEvent, 'stream' | 'epoch' | 'seq' | 'type' | 'actorId' | 'data' | 'createdAt'>;

const MAX_SUMMARY = 140;

/** Whether the event is something that a member did. */
export function isRecord(event: RecordEvent): boolean {
  return RECORD_TYPES.some((type) => type === event.type);
}

/** The wire name of a record. */
export function recordName(event: RecordEvent): RecordEventName {
  return `project:${recordType(event)}`;
}

/** The record that an event of the log is. */
export function recordOf(event: RecordEvent): ProjectRecord {
  const head = {
    id: eventId(event),
    projectId: projectOf(event),
    seq: event.seq,
    userId: event.actorId,
    createdAt: event.createdAt,
  };
  switch (recordType(event)) {
    case 'statusUpdate': {
      const { status } = event.data as StatusData;
      return { ...head, status };
    }
    case 'progress': {
      const { progress, milestone } = event.data as ProgressData;
      return { ...head, progress, ...(milestone === undefined ? {} : { milestone }) };
    }
    case 'comment': {
      const { comment, attachments } = event.data as CommentData;
      return { ...head, comment, attachments };
    }
  }
}

/** The state of the project after the event; undefined for an event that does not change it, such as a comment. */
export function stateAfter({ data }: RecordEvent): ProjectState | undefined {
  return (data as Partial<StatusData>).project;
}

/** What everyone is told of the new state. */
export function updateOf(event: RecordEvent, project: ProjectState): ProjectUpdate {
  return { projectId: projectOf(event), seq: event.seq, project };
}

/** The line of the activity feed for a record. */
export function activityOf(event: RecordEvent): Activity {
  return {
    projectId: projectOf(event),
    seq: event.seq,
    type: recordName(event),
    userId: event.actorId,
    createdAt: event.createdAt,
    summary: summaryOf(event),
  };
}

function summaryOf(event: RecordEvent): string {
  switch (recordType(event)) {
    case 'statusUpdate':
      return (event.data as StatusData).status;
    case 'progress': {
      const { progress, milestone } = event.data as ProgressData;
      return milestone === undefined ? `${progress}%` : `${progress}% · ${milestone}`;
    }
    case 'comment': {
      const start = (event.data as CommentData).comment.slice(0, MAX_SUMMARY);
      // Not half of a character that takes two UTF-16 units.
      return start.isWellFormed() ? start : start.slice(0, -1);
    }
  }
}

function recordType(event: RecordEvent): RecordType {
  const known = RECORD_TYPES.find((type) => type === event.type);
  if (known === undefined) throw new Error(`a project has no records of type ${event.type}`);
  return known;
}

function projectOf(event: RecordEvent): string {
  return event.stream.slice('project:'.length);
}
