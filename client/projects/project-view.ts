import type {
  Activity,
  JoinedProject,
  ProjectHistory,
  ProjectMember,
  ProjectRecord,
  ProjectState as Project,
  RecordEventName,
} from '../../src/projects/projects.protocol.js';
import type { OutboxItem } from '../core/outbox.js';
import type { RoomState } from '../core/room.js';
import { View } from '../core/view.js';

/** Something that a member did: a status, a progress or a comment. */
export interface ProjectEntry {
  readonly event: RecordEventName;
  readonly seq: number;
  readonly data: ProjectRecord;
}

/** A project as a screen shows it. */
export interface ProjectRoomState extends RoomState {
  /** Undefined until the room is joined. */
  readonly project: Project | undefined;
  /** Everyone who may enter, and whether they were connected when we joined. Watch `presence` to stay up to date. */
  readonly members: readonly ProjectMember[];
  /** What was done since the room was opened, oldest first; `loadOlder()` puts what came before in front. */
  readonly records: readonly ProjectEntry[];
  /** Whether the server may have older ones. */
  readonly hasMore: boolean;
  /** What others did, newest last: the last 100. */
  readonly activity: readonly Activity[];
  /** Own changes that wait to be sent, or failed. */
  readonly pending: readonly OutboxItem[];
}

const KEEP_RECORDS = 2000;
const KEEP_ACTIVITY = 100;

/** The state of a project's room, from its snapshot and its events. */
export class ProjectView {
  readonly view: View<ProjectRoomState>;
  private project: Project | undefined;
  private members: readonly ProjectMember[] = [];
  private records: ProjectEntry[] = [];
  private activity: Activity[] = [];
  private hasMore = true;
  private keep = KEEP_RECORDS;
  /** The seq up to which the snapshot knows everything. */
  private from = 0;

  constructor(
    private readonly room: () => RoomState,
    private readonly outbox: () => readonly OutboxItem[],
  ) {
    this.view = new View(() => ({
      ...this.room(),
      project: this.project,
      members: this.members,
      records: [...this.records],
      hasMore: this.hasMore,
      activity: [...this.activity],
      pending: this.outbox(),
    }));
  }

  reset(joined: JoinedProject): void {
    this.records = [];
    this.activity = [];
    this.hasMore = joined.seq > 0;
    this.from = joined.seq;
    this.project = joined.project;
    this.caughtUp(joined);
  }

  caughtUp({ members }: JoinedProject): void {
    this.members = members;
    this.view.changed();
  }

  setProject(project: Project): void {
    this.project = project;
    this.view.changed();
  }

  addRecord(event: RecordEventName, data: ProjectRecord): void {
    this.records.push({ event, seq: data.seq, data });
    if (this.records.length > this.keep) {
      this.records.shift();
      this.hasMore = true;
    }
    this.view.changed();
  }

  addActivity(activity: Activity): void {
    this.activity = [...this.activity, activity].slice(-KEEP_ACTIVITY);
    this.view.changed();
  }

  setOnline(userId: string): void {
    this.members = this.members.map((member) => (member.userId === userId ? { userId, online: true } : member));
    this.view.changed();
  }

  /** The seq before which older records are to be asked for. */
  get oldest(): number {
    return this.records[0]?.seq ?? this.from + 1;
  }

  addOlder({ events, hasMore }: ProjectHistory): void {
    const { oldest } = this;
    this.records = [...events.filter(({ seq }) => seq < oldest), ...this.records];
    this.keep = Math.max(KEEP_RECORDS, this.records.length);
    this.hasMore = hasMore;
    this.view.changed();
  }
}
