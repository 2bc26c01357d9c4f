import { AdminClient } from './admin.js';
import { ChatClient } from './chat/chat.js';
import { Connection, type ConnectionState } from './core/connection.js';
import type { Unsubscribe } from './core/emitter.js';
import type { Frame } from './core/frames.js';
import { settingsOf, type RealtimeClientOptions } from './core/options.js';
import { Outbox } from './core/outbox.js';
import type { LaneRoom } from './core/outbox-lane.js';
import { SessionClient } from './core/session.js';
import type { Readable } from './core/value.js';
import { GeneralClient } from './general.js';
import { NotificationsClient } from './notifications/notifications.js';
import { PresenceClient } from './presence.js';
import { ProjectsClient } from './projects/projects.js';

export type { ErrorCode } from '../src/errors/catalogue.js';
export type { ErrorBodyDetails } from '../src/errors/coded-error.js';
export type { SessionLimits, SessionReady, Since } from '../src/realtime/realtime.protocol.js';
export type {
  ChangedMessage,
  DeletedMessage,
  JoinedConversation,
  MemberMark,
  Message,
  MessageMetadata,
  MessagePage,
  MessageType,
  ReadBySomeone,
  ReadReceipt,
  Typing,
} from '../src/chat/chat.protocol.js';
export type {
  Activity,
  Attachment,
  Attendance,
  CommentRecord,
  JoinedProject,
  ProgressRecord,
  ProjectHistory,
  ProjectMember,
  ProjectRecord,
  ProjectState,
  ProjectStatus,
  ProjectUpdate,
  RecordEventName,
  StatusRecord,
} from '../src/projects/projects.protocol.js';
export type {
  AllNotificationsReadElsewhere,
  NewNotification,
  Notification,
  NotificationPage,
  NotificationRead,
  NotificationReadElsewhere,
  SubscribedNotifications,
} from '../src/notifications/notifications.protocol.js';
export type {
  Announce,
  Announcement,
  AnnouncementLevel,
  OwnStatus,
  PresenceState,
  PresenceStatus,
  PrivateMessage,
} from '../src/general/general.protocol.js';
export type {
  AuditEntry,
  AuditPage,
  Disconnected,
  NodeReport,
  Revoked,
  RoomPage,
  RoomSummary,
  SocketPage,
  SocketSummary,
  Stats,
  TailedCommand,
  TailGap,
} from '../src/admin/admin.protocol.js';
export type { Conversation } from './chat/conversation.js';
export type { ConversationEvents, MessageExtras } from './chat/conversation-room.js';
export type { ConversationState, PendingMessage } from './chat/conversation-view.js';
export type { ConnectionState, ConnectionStatus } from './core/connection.js';
export type { Unsubscribe } from './core/emitter.js';
export type { Frame } from './core/frames.js';
export type { RealtimeClientOptions } from './core/options.js';
export type { Outbox, OutboxItem, OutboxStatus } from './core/outbox.js';
export {
  asyncStorageOutbox,
  webStorageOutbox,
  type AsyncKeyValueStorage,
  type OutboxEntry,
  type OutboxStorage,
  type WebStorage,
} from './core/outbox-storage.js';
export { RealtimeError, type ClientErrorCode } from './core/realtime-error.js';
export type { RoomState, RoomStatus } from './core/room.js';
export type { Readable } from './core/value.js';
export type { GeneralEvents } from './general.js';
export type { Inbox } from './notifications/inbox.js';
export type { InboxEvents } from './notifications/inbox-room.js';
export type { InboxState } from './notifications/inbox-view.js';
export type { PresenceWatch } from './presence.js';
export type { Project } from './projects/project.js';
export type { ProjectEvents } from './projects/project-room.js';
export type { ProjectEntry, ProjectRoomState } from './projects/project-view.js';

/** The connection, for a status line and for a switch. */
export interface ConnectionControl {
  /** How it stands, and to watch. */
  readonly state: Readable<ConnectionState>;
  /** Connects, or tries again at once. */
  connect(): void;
  /** Disconnects until `connect()`. Rooms stay open, and what is written waits. */
  disconnect(): void;
}

/** A client of the whole service, over one connection. Namespaces are connected when they are first used. */
export class RealtimeClient {
  readonly chat: ChatClient;
  readonly projects: ProjectsClient;
  readonly notifications: NotificationsClient;
  readonly presence: PresenceClient;
  readonly general: GeneralClient;
  readonly admin: AdminClient;
  readonly session: SessionClient;
  /** What was written and is not on the server yet. */
  readonly outbox: Outbox;
  private readonly transport: Connection;

  constructor(options: RealtimeClientOptions) {
    const settings = settingsOf(options);
    const connection = new Connection(settings);
    this.transport = connection;
    this.session = new SessionClient(connection);
    this.outbox = new Outbox(
      { acquire: (room) => this.roomNamed(room, 'acquire'), release: (room) => this.roomNamed(room, 'release') },
      settings.deadlineMs,
      settings.outbox,
      settings.userId,
    );
    const context = { connection, session: this.session, outbox: this.outbox };
    this.chat = new ChatClient(context);
    this.projects = new ProjectsClient(context);
    this.notifications = new NotificationsClient(context);
    this.presence = new PresenceClient(connection);
    this.general = new GeneralClient(connection);
    this.admin = new AdminClient(connection);
    this.session.current.subscribe(() => {
      const { userId } = this.session;
      if (userId !== undefined) this.outbox.belongsTo(userId);
    });
    if (settings.autoConnect !== false) connection.connect();
  }

  get connection(): ConnectionControl {
    return this.transport;
  }

  /** Shows everything that crosses the wire, for developer tools. Tokens are left out. */
  onFrame(handler: (frame: Frame) => void): Unsubscribe {
    return this.transport.frames.on('frame', handler);
  }

  /** Ends everything, for good. What still waits for an answer rejects with `CLOSED`; what a storage keeps stays there. */
  close(): void {
    this.outbox.close();
    this.transport.close();
  }

  private roomNamed(room: string, act: 'acquire'): LaneRoom;
  private roomNamed(room: string, act: 'release'): void;
  private roomNamed(room: string, act: 'acquire' | 'release'): LaneRoom | void {
    const at = room.indexOf(':');
    const kind = room.startsWith('project:') ? this.projects : this.chat;
    return kind[act](room.slice(at + 1));
  }
}

/** Makes a client and, unless `autoConnect` is false, connects it. */
export function createRealtimeClient(options: RealtimeClientOptions): RealtimeClient {
  return new RealtimeClient(options);
}
