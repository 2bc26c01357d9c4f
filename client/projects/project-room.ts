import type {
  Activity,
  Attendance,
  CommentRecord,
  JoinedProject,
  JoinProject,
  ProgressRecord,
  ProjectHistory,
  ProjectRecord,
  ProjectUpdate,
  StatusRecord,
} from '../../src/projects/projects.protocol.js';
import type { Context } from '../core/context.js';
import type { Unsubscribe } from '../core/emitter.js';
import type { OutboxItem } from '../core/outbox.js';
import { Room, type RoomState } from '../core/room.js';
import { SharedRoom, type PageQuery } from '../core/shared-room.js';
import { ProjectView, type ProjectRoomState } from './project-view.js';

/** What happens in a project's room. Those with a seq come to every handler once and in order, through any outage. */
export interface ProjectEvents {
  status: StatusRecord;
  progress: ProgressRecord;
  comment: CommentRecord;
  /** The project's new state, after each change of it. */
  update: ProjectUpdate;
  /** A line for a feed: what others did. After an outage also what we did ourselves just before it. */
  activity: Activity;
  /** Someone entered the room: with the first of their sockets. Not repeated after an outage. */
  userJoined: Attendance;
  /** Someone left the room, with the last of their sockets. Not repeated after an outage. */
  userLeft: Attendance;
  /** Too much was missed to be told one by one: this is how it stands, in the place of all before. */
  reload: JoinedProject;
  /** The state of the room itself: joined, rejoining, revoked… */
  room: RoomState;
}

/** One project's room, shared by everything in this client that has it open. */
export class ProjectRoom extends SharedRoom<ProjectRoomState, ProjectEvents, ProjectHistory> {
  readonly room: Room<JoinedProject>;
  readonly content: ProjectView;
  protected readonly ends: readonly Unsubscribe[];

  constructor(
    readonly id: string,
    private readonly context: Context,
  ) {
    super();
    const { connection, outbox } = context;
    const link = connection.link('/projects');
    const key = `project:${id}`;
    let waiting: readonly OutboxItem[] = [];
    this.content = new ProjectView(
      () => this.room.state.get(),
      () =>
        (waiting = same(
          waiting,
          outbox.items.get().filter(({ room }) => room === key),
        )),
    );
    this.room = new Room<JoinedProject>(link, {
      key,
      events: ['project:statusUpdate', 'project:progress', 'project:comment', 'project:update', 'activity'],
      several: true,
      concerns: (data) => this.concerns(data),
      joinCommand: (since) => {
        const join: JoinProject = { projectId: id, ...(since && { since }) };
        return ['project:join', join];
      },
      leaveCommand: () => ['project:leave', { projectId: id }],
      entered: (joined, first) => {
        this.content.reset(joined);
        if (!first) this.events.emit('reload', joined);
      },
      caughtUp: (joined) => this.content.caughtUp(joined),
      handle: (event, data) => this.handle(event, data),
    });
    this.ends = [
      this.room.state.subscribe(() => {
        this.content.view.changed();
        this.events.emit('room', this.room.state.get());
      }),
      outbox.items.subscribe(() => this.content.view.changed()),
      link.on<Attendance>('user:joined', (data) => {
        if (!this.concerns(data)) return;
        this.content.setOnline(data.userId);
        this.events.emit('userJoined', data);
      }),
      link.on<Attendance>('user:left', (data) => {
        if (this.concerns(data)) this.events.emit('userLeft', data);
      }),
    ];
  }

  write<T extends ProjectRecord>(event: string, change: Record<string, unknown>): Promise<T> {
    return this.context.outbox.add<T>(`project:${this.id}`, event, { projectId: this.id, ...change }).done;
  }

  page(query: PageQuery): Promise<ProjectHistory> {
    return this.room.link.command<ProjectHistory>('project:history', { projectId: this.id, ...query });
  }

  private concerns(data: object): boolean {
    return 'projectId' in data && data.projectId === this.id;
  }

  private handle(event: string, data: object): void {
    switch (event) {
      case 'project:update':
        this.content.setProject((data as ProjectUpdate).project);
        this.events.emit('update', data as ProjectUpdate);
        break;
      case 'activity':
        this.content.addActivity(data as Activity);
        this.events.emit('activity', data as Activity);
        break;
      case 'project:statusUpdate':
        this.content.addRecord(event, data as StatusRecord);
        this.events.emit('status', data as StatusRecord);
        break;
      case 'project:progress':
        this.content.addRecord(event, data as ProgressRecord);
        this.events.emit('progress', data as ProgressRecord);
        break;
      default:
        this.content.addRecord('project:comment', data as CommentRecord);
        this.events.emit('comment', data as CommentRecord);
    }
  }
}

/** The old list, when the new one is no different. */
function same<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return before.length === after.length && before.every((item, index) => item === after[index]) ? before : after;
}
