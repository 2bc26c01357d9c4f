import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AccessPolicy } from '../access/access-policy.js';
import { CodedError } from '../errors/coded-error.js';
import { AccessChanges } from '../realtime/cluster/access-changes.js';
import { Reconciler } from '../realtime/cluster/reconciler.js';
import { StreamRooms } from '../realtime/delivery/stream-rooms.js';
import { streamKey } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import { PLATFORM_UPDATE } from './project-record.js';
import { PROJECT_STATUSES, type ProjectStatus } from './projects.protocol.js';
import { ProjectsStore } from './projects.store.js';

/** A project as the platform wants it. */
export interface ProjectDefinition {
  readonly name: string;
  /** All of them: who is not in the list is removed. */
  readonly memberIds: readonly string[];
  /** When absent, a new project is `planned`, and an existing one keeps the status that it has. */
  readonly status?: ProjectStatus | undefined;
}

const REMOVED = 'removed';
const NEW_STATUS: ProjectStatus = 'planned';
/** Whom the log names for what the platform does. */
const PLATFORM = 'system';

/** Projects as the platform sees them: which there are, and who is in them. */
@Injectable()
export class Projects implements OnModuleInit {
  constructor(
    private readonly store: ProjectsStore,
    private readonly policy: AccessPolicy,
    private readonly changes: AccessChanges,
    private readonly log: StreamLog,
    private readonly rooms: StreamRooms,
    private readonly reconciler: Reconciler,
  ) {}

  onModuleInit(): void {
    this.reconciler.register(() => this.putOutStrangers());
  }

  /**
   * Makes or changes a project. Members who are not in the list are put out at once; the others see a new name or status
   * as `project:update`. A repeat changes nothing. When it fails half-way, a repeat completes it.
   */
  async upsert(id: string, project: ProjectDefinition): Promise<void> {
    const removed = await this.place(id, project);
    this.changes.announce('project', id);
    for (const userId of removed) this.evict(id, userId);
    await this.update(id, project);
  }

  /**
   * Takes over what somebody else knows of the project, when it is not for us to say who is in it. Its status counts only
   * for a project that is new here: afterwards it is what its members made it.
   */
  async adopt(id: string): Promise<void> {
    const known = await this.policy.describe('project', id);
    if (known === undefined) return;
    const [current, members] = await Promise.all([this.store.find(id), this.store.memberIds(id)]);
    const { name, memberIds } = known;
    if (current?.project.name === name && sameIds(members, memberIds)) return;
    const status = current === undefined ? PROJECT_STATUSES.find((one) => one === known.status) : undefined;
    const removed = await this.place(id, { name, memberIds, status });
    const stays = removed.map((userId) => ({ id, userId }));
    for (const { userId } of await this.policy.strangers('project', stays)) this.evict(id, userId);
    await this.update(id, { name, memberIds, status });
  }

  /** @throws CodedError `FORBIDDEN` when there is no such project. */
  async addMember(id: string, userId: string): Promise<void> {
    this.changes.announce('project', id);
    if (await this.store.addMember(id, userId)) return;
    await this.adopt(id);
    if (!(await this.store.addMember(id, userId))) throw new CodedError('FORBIDDEN');
  }

  /** Also puts the user's sockets out of the room, on every node. Does nothing for who is no member. */
  async removeMember(id: string, userId: string): Promise<void> {
    await this.store.removeMember(id, userId);
    this.changes.announce('project', id);
    this.evict(id, userId);
  }

  private place(id: string, { name, memberIds, status }: ProjectDefinition): Promise<string[]> {
    return this.store.place(id, name, status ?? NEW_STATUS, memberIds);
  }

  /** Tells of a new name or status, when there is one. */
  private async update(id: string, { name, status }: ProjectDefinition): Promise<void> {
    const current = await this.store.find(id);
    if (current === undefined) throw new Error(`project ${id} was not made`);
    const { project } = current;
    if (project.name === name && project.status === (status ?? project.status)) return;
    await this.log.append({
      stream: streamKey('project', id),
      type: PLATFORM_UPDATE,
      actorId: PLATFORM,
      decide: async (tx) => ({ data: { project: await this.store.change(tx, id, { name, status, updatedBy: null }) } }),
    });
  }

  private async putOutStrangers(): Promise<void> {
    for (const { id, userId } of await this.policy.strangers('project', this.rooms.places('project'))) {
      this.rooms.evictHere({ namespace: '/projects', kind: 'project', id, userId, reason: REMOVED });
    }
  }

  private evict(id: string, userId: string): void {
    this.rooms.evict('/projects', 'project', id, userId, REMOVED);
  }
}

/** Both are without repeats. */
function sameIds(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return some.length === others.length && others.every((id) => known.has(id));
}
