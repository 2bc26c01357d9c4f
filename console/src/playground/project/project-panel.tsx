import type { UseProject } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { EmptyState } from '../../ui/empty-state.js';
import { MemberStrip } from '../members/member-strip.js';
import { playgroundTexts } from '../playground.texts.js';
import { RoomGate } from '../room-gate.js';
import { ActivityList } from './activity-list.js';
import { CommentForm } from './comment-form.js';
import { ProjectFacts } from './project-facts.js';
import type { Visit } from './use-attendance.js';

export interface ProjectPanelProps {
  project: UseProject;
  /** The ids of the records that were caught up last. */
  missed: ReadonlySet<string>;
  visits: readonly Visit[];
}

/** A project's room: how the project stands, who is here, what was done, and what one can do. */
export default function ProjectPanel({ project, missed, visits }: ProjectPanelProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const { status, error, members, room } = project;
  return (
    <RoomGate status={status} error={error}>
      {project.project === undefined || room === undefined ? (
        <EmptyState icon="clock" title={text.joining} />
      ) : (
        <>
          <MemberStrip userIds={members.map(({ userId }) => userId)} />
          <ProjectFacts project={project.project} room={room} />
          <ActivityList project={project} missed={missed} visits={visits} />
          <CommentForm room={room} />
        </>
      )}
    </RoomGate>
  );
}
