import { Injectable } from '@nestjs/common';

import { AccessPolicy } from '../access/access-policy.js';
import { CodedError } from '../errors/coded-error.js';
import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Presence } from '../realtime/cluster/presence.js';
import { projectRoom } from '../realtime/sockets/room.js';
import { StreamRooms } from '../realtime/delivery/stream-rooms.js';
import type { JoinedRoom } from '../realtime/realtime.protocol.js';
import { historyPage } from '../streams/history-page.js';
import { streamKey, type DecidedStreamEvent, type NewStreamEvent } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import {
  recordName,
  recordOf,
  stateAfter,
  type CommentData,
  type ProgressData,
  type StatusData,
} from './project-record.js';
import type {
  CommentOnProject,
  JoinedProject,
  JoinProject,
  LeaveProject,
  ListProjectEvents,
  ProjectHistory,
  ProjectMember,
  ProjectRecord,
  ProjectState,
  UpdateProgress,
  UpdateStatus,
} from './projects.protocol.js';
import { Projects } from './projects.js';
import { ProjectsStore, type ProjectSnapshot } from './projects.store.js';

const DEFAULT_PAGE = 50;

type Content = Pick<NewStreamEvent, 'type' | 'data'> | Pick<DecidedStreamEvent, 'type' | 'decide'>;

/** Projects: what their members may do. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly store: ProjectsStore,
    private readonly log: StreamLog,
    private readonly rooms: StreamRooms,
    private readonly broadcaster: Broadcaster,
    private readonly presence: Presence,
    private readonly projects: Projects,
    private readonly access: AccessPolicy,
  ) {}

  async join(caller: Caller, { projectId, since }: JoinProject): Promise<JoinedProject> {
    await this.projects.adopt(projectId);
    const before = await this.store.find(projectId);
    if (before === undefined) throw new CodedError('FORBIDDEN');
    // Asked for before the room is, so that it also arrives before the room's first event.
    caller.afterAnswer((ok) => {
      if (ok) this.broadcaster.toSocket('/projects', caller.socketId, 'project:joined', { projectId });
    });
    const joined = await this.rooms.join(caller, 'project', projectId, projectRoom(projectId), since);
    const [memberIds, project] = await Promise.all([this.store.memberIds(projectId), this.stateAt(joined, before)]);
    // Whoever was removed after the access was checked, and before there was anyone to put out, is refused here.
    if (!memberIds.includes(caller.userId) && !(await this.access.mayEnter(caller.session, 'project', projectId))) {
      throw new CodedError('FORBIDDEN');
    }
    return { projectId, ...joined, project, members: memberIds.map((userId) => this.member(userId)) };
  }

  leave(caller: Caller, { projectId }: LeaveProject): LeaveProject {
    this.rooms.leave(caller, 'project', projectId);
    return { projectId };
  }

  async updateStatus(caller: Caller, command: UpdateStatus): Promise<ProjectRecord> {
    const { userId } = caller;
    const { projectId, status, updatedBy = userId, clientId } = command;
    if (updatedBy !== userId) throw new CodedError('FORBIDDEN');
    return this.record(caller, projectId, clientId, {
      type: 'statusUpdate',
      decide: async (tx) => {
        const project = existing(await this.store.change(tx, projectId, { status, updatedBy: userId }));
        return { data: { status, project } satisfies StatusData };
      },
    });
  }

  async updateProgress(caller: Caller, command: UpdateProgress): Promise<ProjectRecord> {
    const { projectId, milestone, clientId } = command;
    // What the column's four-byte float gives back as it was.
    const progress = Number(command.progress.toFixed(4));
    return this.record(caller, projectId, clientId, {
      type: 'progress',
      decide: async (tx) => {
        const change = { progress, milestone, updatedBy: caller.userId };
        const project = existing(await this.store.change(tx, projectId, change));
        return {
          data: { progress, ...(milestone === undefined ? {} : { milestone }), project } satisfies ProgressData,
        };
      },
    });
  }

  async comment(caller: Caller, command: CommentOnProject): Promise<ProjectRecord> {
    const { projectId, comment, attachments = [], clientId } = command;
    const data: CommentData = { comment, attachments };
    return this.record(caller, projectId, clientId, { type: 'comment', data });
  }

  async history(query: ListProjectEvents): Promise<ProjectHistory> {
    const { projectId, before = Number.MAX_SAFE_INTEGER, limit = DEFAULT_PAGE } = query;
    const newest = await this.store.records(projectId, before, limit + 1);
    const { items, hasMore } = historyPage(newest, limit);
    const events = items.map((event) => ({ event: recordName(event), seq: event.seq, data: recordOf(event) }));
    return { events: events.reverse(), hasMore };
  }

  private async record(
    caller: Caller,
    projectId: string,
    clientId: string | undefined,
    content: Content,
  ): Promise<ProjectRecord> {
    const appending = this.log.append({
      stream: streamKey('project', projectId),
      actorId: caller.userId,
      clientId,
      origin: caller.socketId,
      ...content,
    });
    caller.placed();
    return recordOf((await appending).event);
  }

  /**
   * The state at the seq of the join: what was read before it, and then every change up to there. Never a later one: the
   * events that follow the join would seem to take it back.
   */
  private async stateAt(joined: JoinedRoom, { project, epoch, seq }: ProjectSnapshot): Promise<ProjectState> {
    const ahead = joined.seq - seq;
    if (ahead <= 0 || (epoch ?? joined.epoch) !== joined.epoch) return project;
    const changes = await this.log.readAfter(streamKey('project', project.id), seq, ahead);
    return changes.reduce((state, event) => stateAfter(event) ?? state, project);
  }

  private member(userId: string): ProjectMember {
    return { userId, online: this.presence.status(userId) !== 'offline' };
  }
}

function existing(project: ProjectState | undefined): ProjectState {
  if (project === undefined) throw new CodedError('FORBIDDEN');
  return project;
}
