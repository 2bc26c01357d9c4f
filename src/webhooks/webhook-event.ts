import { deletionOf, messageOf } from '../chat/message.js';
import type { WebhookEvent } from '../config/webhook-events.js';
import { newNotification } from '../notifications/notification.js';
import { isRecord, recordOf, stateAfter } from '../projects/project-record.js';
import type { StreamEvent } from '../streams/stream.js';

/** The body of a webhook. */
export interface Webhook {
  /** `<stream>:<epoch>.<seq>`: the same for each attempt, and for nothing else. */
  readonly id: string;
  readonly type: WebhookEvent;
  /** When it happened: ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
  readonly stream: string;
  /** Its place in the stream. Some places are not told: seqs rise, with gaps. */
  readonly seq: number;
  /** The user who did it; `system` and `service` are no users. */
  readonly actorId: string;
  readonly data: object;
}

/** What the platform is told of an event of the log; undefined when it is none of the kind. */
export function webhookOf(event: StreamEvent): Webhook | undefined {
  const told = toldOf(event);
  if (told === undefined) return undefined;
  const { stream, epoch, seq, actorId, createdAt } = event;
  return {
    id: `${stream}:${epoch}.${seq}`,
    type: told.type,
    timestamp: createdAt,
    stream,
    seq,
    actorId,
    data: told.data,
  };
}

type Told = Pick<Webhook, 'type' | 'data'>;

function toldOf(event: StreamEvent): Told | undefined {
  const kind = event.stream.slice(0, event.stream.indexOf(':'));
  switch (kind) {
    case 'conversation':
      return ofConversation(event);
    case 'project':
      return ofProject(event);
    case 'inbox':
      return event.type === 'notification' ? { type: 'notification.created', data: notificationOf(event) } : undefined;
    case 'user':
      return ofUser(event);
    default:
      return undefined;
  }
}

function ofConversation(event: StreamEvent): Told | undefined {
  switch (event.type) {
    case 'message':
      return { type: 'message.created', data: messageOf(event) };
    case 'edit':
      return { type: 'message.updated', data: messageOf(event) };
    case 'delete':
      return { type: 'message.deleted', data: deletionOf(event, event.refSeq ?? 0) };
    default:
      return undefined;
  }
}

function ofProject(event: StreamEvent): Told | undefined {
  const project = stateAfter(event);
  if (project === undefined) return isRecord(event) ? { type: 'project.commented', data: recordOf(event) } : undefined;
  return { type: 'project.updated', data: { project, ...(isRecord(event) ? { record: recordOf(event) } : {}) } };
}

/** Without what changes later, such as how many are unread. */
function notificationOf(event: StreamEvent): object {
  const { id, seq, userId, type, title, body, data, createdAt } = newNotification(event);
  return { id, seq, userId, type, title, body, data, createdAt };
}

function ofUser(event: StreamEvent): Told | undefined {
  switch (event.type) {
    case 'online':
      return { type: 'user.online', data: event.data };
    case 'offline':
      return { type: 'user.offline', data: event.data };
    case 'read':
      return { type: 'notification.read', data: event.data };
    case 'readAll':
      return { type: 'notification.readAll', data: event.data };
    default:
      return undefined;
  }
}
