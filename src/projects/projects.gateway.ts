import type { Caller } from '../realtime/commands/caller.js';
import { joined, member } from '../realtime/commands/access.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import {
  CommentOnProjectDto,
  JoinProjectDto,
  LeaveProjectDto,
  ListProjectEventsDto,
  UpdateProgressDto,
  UpdateStatusDto,
} from './projects.dto.js';
import type { JoinedProject, LeaveProject, ProjectHistory, ProjectRecord } from './projects.protocol.js';
import { ProjectsService } from './projects.service.js';

const IN_PROJECT = joined('project', 'projectId');
const MEMBER = member('project', 'projectId');

/** Projects: their status, progress and comments. */
@RealtimeGateway('/projects')
export class ProjectsGateway {
  constructor(private readonly projects: ProjectsService) {}

  /** Follows a project. What happens after the answer arrives as events, in order; `since` brings what was missed. */
  @Command('project:join', { access: MEMBER })
  join(@Payload() dto: JoinProjectDto, @Sender() caller: Caller): Promise<JoinedProject> {
    return this.projects.join(caller, dto);
  }

  /** Stops following a project. */
  @Command('project:leave', { access: IN_PROJECT })
  leave(@Payload() dto: LeaveProjectDto, @Sender() caller: Caller): LeaveProject {
    return this.projects.leave(caller, dto);
  }

  /** Changes the status. */
  @Command('project:statusUpdate', { access: IN_PROJECT })
  updateStatus(@Payload() dto: UpdateStatusDto, @Sender() caller: Caller): Promise<ProjectRecord> {
    return this.projects.updateStatus(caller, dto);
  }

  /** Tells how far the project is, and optionally the milestone that was reached. */
  @Command('project:progress', { access: IN_PROJECT })
  updateProgress(@Payload() dto: UpdateProgressDto, @Sender() caller: Caller): Promise<ProjectRecord> {
    return this.projects.updateProgress(caller, dto);
  }

  /** Comments on a project, with links to files. */
  @Command('project:comment', { access: IN_PROJECT })
  comment(@Payload() dto: CommentOnProjectDto, @Sender() caller: Caller): Promise<ProjectRecord> {
    return this.projects.comment(caller, dto);
  }

  /** Reads older records, a page at a time. Needs no join. */
  @Command('project:history', { access: MEMBER })
  history(@Payload() dto: ListProjectEventsDto): Promise<ProjectHistory> {
    return this.projects.history(dto);
  }
}
