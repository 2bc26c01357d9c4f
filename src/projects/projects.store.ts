import { Injectable } from '@nestjs/common';
import { and, desc, eq, inArray, lt, notInArray, sql } from 'drizzle-orm';

import { projectMembers } from '../access/memberships.schema.js';
import { Database, type Orm } from '../database/database.js';
import { streamKey } from '../streams/stream.js';
import { streamEvents, streams } from '../streams/streams.schema.js';
import { RECORD_TYPES, type RecordEvent } from './project-record.js';
import type { ProjectState, ProjectStatus } from './projects.protocol.js';
import { projects } from './projects.schema.js';

/** A project as it stood when its log had `seq` events. */
export interface ProjectSnapshot {
  readonly project: ProjectState;
  /** Null when nothing has been written to its log. */
  readonly epoch: string | null;
  readonly seq: number;
}

/** What changes of a project; what is left out stays. */
export interface ProjectChange {
  readonly name?: string;
  readonly status?: ProjectStatus | undefined;
  readonly progress?: number;
  readonly milestone?: string | undefined;
  readonly updatedBy: string | null;
}

/** The projects' tables, and what is read from their streams. */
@Injectable()
export class ProjectsStore {
  constructor(private readonly database: Database) {}

  /** The ids of the members, in order. */
  async memberIds(projectId: string): Promise<string[]> {
    const rows = await this.database.orm
      .select({ userId: projectMembers.userId })
      .from(projectMembers)
      .where(eq(projectMembers.projectId, projectId))
      .orderBy(projectMembers.userId);
    return rows.map(({ userId }) => userId);
  }

  /** The project and where its log stands, read in one statement so that they belong together. */
  async find(projectId: string): Promise<ProjectSnapshot | undefined> {
    const [row] = await this.database.orm
      .select({ project: projects, epoch: streams.epoch, head: streams.head })
      .from(projects)
      .leftJoin(streams, eq(streams.key, streamKey('project', projectId)))
      .where(eq(projects.id, projectId));
    return row && { project: stateOf(row.project), epoch: row.epoch, seq: row.head ?? 0 };
  }

  /**
   * Changes the project within the transaction that appends the event which tells of it; `updatedAt` becomes that event's
   * time. Undefined when there is no such project.
   */
  async change(tx: Orm, projectId: string, change: ProjectChange): Promise<ProjectState | undefined> {
    const [row] = await tx
      .update(projects)
      .set({ ...change, updatedAt: sql`date_trunc('milliseconds', now())` })
      .where(eq(projects.id, projectId))
      .returning();
    return row && stateOf(row);
  }

  /** The newest records before `before`, newest first. */
  async records(projectId: string, before: number, limit: number): Promise<RecordEvent[]> {
    const stream = streamKey('project', projectId);
    const rows = await this.database.orm
      .select({ event: streamEvents, epoch: streams.epoch })
      .from(streamEvents)
      .innerJoin(streams, eq(streams.id, streamEvents.streamId))
      .where(and(eq(streams.key, stream), lt(streamEvents.seq, before), inArray(streamEvents.type, [...RECORD_TYPES])))
      .orderBy(desc(streamEvents.seq))
      .limit(limit);
    return rows.map(({ event, epoch }) => ({ ...event, stream, epoch, createdAt: event.createdAt.toISOString() }));
  }

  /** Makes the project unless it exists, and sets its members. Returns those who are no longer in it. */
  async place(id: string, name: string, status: ProjectStatus, memberIds: readonly string[]): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      await tx
        .insert(projects)
        .values({ id, name, status, updatedAt: sql`date_trunc('milliseconds', now())` })
        .onConflictDoNothing();
      // Two calls for one project take turns.
      await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, id)).for('update');
      const removed = await tx
        .delete(projectMembers)
        .where(and(eq(projectMembers.projectId, id), notInArray(projectMembers.userId, [...memberIds])))
        .returning({ userId: projectMembers.userId });
      if (memberIds.length > 0) {
        await tx
          .insert(projectMembers)
          .values(memberIds.map((userId) => ({ projectId: id, userId })))
          .onConflictDoNothing();
      }
      return removed.map(({ userId }) => userId);
    });
  }

  /** False when there is no such project. */
  async addMember(projectId: string, userId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx
        .select({ id: projects.id })
        .from(projects)
        .where(eq(projects.id, projectId))
        .for('update');
      if (found === undefined) return false;
      await tx.insert(projectMembers).values({ projectId, userId }).onConflictDoNothing();
      return true;
    });
  }

  async removeMember(projectId: string, userId: string): Promise<void> {
    await this.database.orm
      .delete(projectMembers)
      .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)));
  }
}

function stateOf({ updatedAt, ...row }: typeof projects.$inferSelect): ProjectState {
  return { ...row, status: row.status as ProjectStatus, updatedAt: updatedAt.toISOString() };
}
